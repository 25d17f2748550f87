import { expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { diag, matmul, outer, transpose } from "../../src/expression/function/matrix.ts";
import { constant, variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { isSymmetric, symmetricPart } from "../../src/expression/symmetric.ts";
import { contractionOf } from "../../src/expression/view.ts";
import { numbers } from "../reference/derivativeCheck.ts";

const x = variable("X", [
  [1, 2],
  [3, 4],
]);
const d = variable("d", [0.5, -1]);
const gram = matmul(transpose(x), x);

const symmetric: Record<string, Expression> = {
  XᵀX: gram,
  XᵀDX: matmul(transpose(x), diag(d).matmul(x)),
  "XᵀX + 2I": gram.add(diag([2, 2])),
  "d₀ XᵀX": gram.mul(d.slice(0, 1).reshape([])),
  "exp(XᵀX)": gram.exp(),
  "XᵀX ∘ d dᵀ": gram.mul(outer(d, d)),
  "XᵀX ∘ exp(d dᵀ)": gram.mul(outer(d, d).exp()),
  "a constant": constant([
    [1, 7],
    [7, 2],
  ]),
};
test.each(Object.entries(symmetric))("%s is known to be symmetric", (_, matrix) => {
  expect(symmetricPart(matrix)).toBe(matrix);
});

const others: Record<string, Expression> = {
  "a variable": x,
  X·X: matmul(x, x),
  "XᵀX scaled by rows": gram.mul(d),
  "d² dᵀ": outer(d.square(), d),
  "a constant": constant([
    [1, 7],
    [6, 2],
  ]),
};
test.each(Object.entries(others))("of %s the mean with its transpose is taken", (_, matrix) => {
  const [a, s] = [numbers(matrix), numbers(symmetricPart(matrix))];
  expect([...s]).toEqual([a[0], (a[1]! + a[2]!) / 2, (a[1]! + a[2]!) / 2, a[3]]);
});

test("a sum of ten thousand terms does not exhaust the stack", () => {
  let long: Expression = gram;
  for (let k = 0; k < 10_000; k++) long = long.sin().add(gram);
  expect(symmetricPart(long).shape).toEqual([2, 2]);
});

test("axes of an array of any rank are exchanged", () => {
  const p = variable("P", { data: [1, 2, 3, 4, 5, 6], shape: [2, 3] });
  const square = contractionOf(
    [
      [p, [0, 1]],
      [p, [0, 2]],
    ],
    [0, 1, 2],
  );
  const diagonal = contractionOf([[p, [0, 1]]], [0, 1, 1]);
  expect(isSymmetric(diagonal.sub(square), [0, 2, 1])).toBe(true);
  const cube = contractionOf(
    [
      [p, [0, 1]],
      [p, [0, 1]],
      [p, [0, 2]],
    ],
    [0, 1, 2],
  );
  expect(isSymmetric(cube, [0, 2, 1])).toBe(false);
  const four = contractionOf(
    [
      [p, [0, 1]],
      [p, [2, 3]],
    ],
    [0, 1, 2, 3],
  );
  expect(isSymmetric(four, [2, 3, 0, 1])).toBe(true);
  expect(isSymmetric(four, [1, 0, 2, 3])).toBe(false);
});
