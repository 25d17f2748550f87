import { describe, expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { grad } from "../../src/derivative/derivatives.ts";
import {
  contraction,
  isZero,
  splitScale,
  uniform,
  uniformValue,
} from "../../src/expression/contract.ts";
import { diag, matmul, outer, trace, transpose } from "../../src/expression/function/matrix.ts";
import { topological } from "../../src/expression/graph.ts";
import { variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { contractionOf, identity, scale, zeros } from "../../src/expression/view.ts";
import { expectClose, numbers } from "../reference/derivativeCheck.ts";

const x = variable("x", [1, 2]);
const y = variable("y", [3, 4]);
const a = variable("a", 0.5);
const A = variable("A", [
  [1, 2],
  [3, 4],
]);
const B = variable("B", [
  [5, 6],
  [7, 8],
]);

describe("a contraction is canonical", () => {
  test("factors in any order are one node", () => {
    expect(x.mul(y)).toBe(y.mul(x));
    expect(x.mul(y).mul(a)).toBe(a.mul(y).mul(x));
    expect(transpose(outer(x, y))).toBe(outer(y, x));
  });
  test("labels are numbered by first appearance", () => {
    const product = contractionOf(
      [
        [A, [9, 5]],
        [B, [5, 3]],
      ],
      [9, 3],
    );
    expect(product).toBe(matmul(A, B));
    expect(contraction(product)).toMatchObject({
      output: [0, 1],
      labels: [
        [0, 2],
        [2, 1],
      ],
      sizes: [2, 2, 2],
    });
  });
  test("the identity map is the input itself", () => {
    expect(scale(x, 1)).toBe(x);
    expect(transpose(transpose(A))).toBe(A);
    expect(scale(scale(x, 4), 0.25)).toBe(x);
    expect(matmul(A, identity([2]))).toBe(A);
    expect(matmul(identity([2]), A)).toBe(A);
  });
});

describe("what a product absorbs", () => {
  test("numbers", () => {
    expect(x.mul(2).mul(y.mul(3))).toBe(x.mul(y).mul(6));
    expect(matmul(A, B).mul(2).mul(3)).toBe(scale(matmul(A, B), 6));
  });
  test("transposes and broadcasts of factors", () => {
    expect(matmul(transpose(A), B)).toBe(
      contractionOf(
        [
          [A, [1, 0]],
          [B, [1, 2]],
        ],
        [0, 2],
      ),
    );
    expect(A.mul(x.reshape([1, 2]))).toBe(A.mul(x));
    expect(a.mul(x).sum()).toBe(
      contractionOf(
        [
          [a, []],
          [x, [0]],
        ],
        [],
      ),
    );
  });
  test("identities: a trace of a diagonal is a sum", () => {
    expect(trace(diag(x))).toBe(x.sum());
    expect(diag(diag(x))).toBe(x);
    expect(trace(identity([3]))).toBe(uniform(3));
    expect(matmul(diag(x), y)).toBe(x.mul(y));
    expect(matmul(diag(x), diag(y))).toBe(diag(x.mul(y)));
    expect(matmul(matmul(diag(x), A), diag(y))).toBe(A.mul(outer(x, y)));
  });
  test("sums over a broadcast axis become a number", () => {
    expect(uniform(2, [3, 4]).sum()).toBe(uniform(24));
    expect(a.mul(uniform(1, [5])).sum()).toBe(scale(a, 5));
  });
});

describe("zeros", () => {
  test("make every product zero by construction", () => {
    for (const product of [
      x.mul(0),
      matmul(A, zeros([2, 3])),
      matmul(A, x).mul(0),
      outer(zeros([3]), x),
    ])
      expect(isZero(product)).toBe(true);
    expect(matmul(A, zeros([2, 3])).shape).toEqual([2, 3]);
  });
  test("so do sums over no elements", () => {
    const empty = variable("e", { shape: [2, 0] });
    expect(matmul(empty, zeros([0, 3]))).toBe(zeros([2, 3]));
    expect([...numbers(variable("n", [[], []]).sum(1))]).toEqual([0, 0]);
  });
});

describe("sums among the factors", () => {
  const [p, q] = [variable("p", [1, 2, 3]), variable("q", [-1, 0.5])];
  const through = (node: Expression) =>
    contractionOf(
      [
        [node, [0, 1]],
        [q, [1]],
      ],
      [0],
    );

  test("are apart from factors that they do not run over", () => {
    const outerOfSums = contractionOf(
      [
        [p, [0]],
        [A, [1, 2]],
        [q, [2]],
      ],
      [0, 1],
    ); // p (Aq)ᵀ
    const Aq = contractionOf(
      [
        [A, [0, 1]],
        [q, [1]],
      ],
      [0],
    );
    const apart = contractionOf(
      [
        [outerOfSums, [0, 1]],
        [q, [1]],
      ],
      [0, 1],
    );
    expect(apart.inputs).toContain(p);
    expect(apart.inputs).toContain(Aq);
    expect(apart.inputs.every(({ shape }) => shape.length === 1)).toBe(true);
    const twoSums = contractionOf(
      [
        [A, [0, 2]],
        [q, [2]],
        [B, [1, 3]],
        [q, [3]],
      ],
      [0, 1],
    );
    expect(
      contractionOf(
        [
          [twoSums, [0, 1]],
          [q, [1]],
        ],
        [0, 1],
      ).inputs,
    ).toContain(through(B));
    const wanted = numbers(outerOfSums).map((v, i) => v * [-1, 0.5][i % 2]!);
    expectClose(numbers(apart), wanted, 1e-15, "scaled columns");
  });

  test("stay one factor where a part is as large as the whole", () => {
    const scaled = contractionOf(
      [
        [q, [0]],
        [A, [0, 1]],
        [q, [1]],
      ],
      [0],
    ); // q ∘ Aq
    expect(
      contractionOf(
        [
          [scaled, [0]],
          [x, [0]],
        ],
        [0],
      ).inputs,
    ).toContain(scaled);
  });
});

test("an array of one repeated number is known by that number", () => {
  expect(uniformValue(uniform(3))).toBe(3);
  expect(uniformValue(uniform(3, [2, 2]))).toBe(3);
  expect(uniformValue(identity([2]))).toBe(undefined);
  expect(uniformValue(scale(identity([2]), 0))).toBe(0);
  expect(uniformValue(x)).toBe(undefined);
  expect(uniform(Number.NaN)).toBe(uniform(Number.NaN));
  expect(uniform(0)).not.toBe(uniform(-0));
});

test("splitScale takes the number out", () => {
  expect(splitScale(scale(x, 3))).toEqual({ scale: 3, core: x });
  expect(splitScale(x)).toEqual({ scale: 1, core: x });
  expect(splitScale(matmul(A, B).mul(-2)).core).toBe(matmul(A, B));
});

test("a number that would leave the range stays a factor of its own", () => {
  const tiny = variable("tiny", 1e-300);
  expect(numbers(tiny.mul(1e200).mul(1e200))[0]! / 1e100).toBeCloseTo(1, 13);
  expect(numbers(variable("h", 1e300).mul(1e-200).mul(1e-200))[0]! / 1e-100).toBeCloseTo(1, 13);
});

test("a chain of a thousand products shares its parts: no node has more than six factors", () => {
  const factors = Array.from({ length: 1000 }, (_, k) => variable(`f${k}`, [1, 1 / (k + 1)]));
  const product = factors.reduce((left, right) => left.mul(right));
  const most = Math.max(...topological([product]).map((node) => node.inputs.length));
  expect(most).toBeLessThanOrEqual(6);
  const chain = factors.reduce((left, right) => left.sin().mul(right));
  expect(topological([grad(chain.sum(), factors[0]!)]).length).toBeLessThan(10_000);
});
