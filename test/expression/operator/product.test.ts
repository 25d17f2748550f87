import { describe, expect, test } from "vitest";
import "../../../src/expression/methods.ts";
import { calculus, gradients, jacobianBlock } from "../../../src/derivative/calculus.ts";
import { reverseJacobianBlock } from "../../../src/derivative/reverseJacobian.ts";
import {
  exp,
  less,
  log,
  max,
  min,
  sqrt,
  where,
} from "../../../src/expression/function/elementwise.ts";
import { diag, solveLinear } from "../../../src/expression/function/matrix.ts";
import { dot, prod, sum } from "../../../src/expression/function/reduction.ts";
import { gather, slice } from "../../../src/expression/function/shaping.ts";
import { topological } from "../../../src/expression/graph.ts";
import { constant, variable } from "../../../src/expression/lift.ts";
import type { Expression } from "../../../src/expression/node.ts";
import { contractionOf } from "../../../src/expression/view.ts";
import { numbers } from "../../reference/derivativeCheck.ts";

/** The gradient and, in all four orders of the two modes, the Hessian's diagonal. */
function derivatives(build: (x: Expression) => Expression, at: readonly number[]) {
  const x = variable("x", at);
  const scalar = sum(build(x));
  const [slope] = gradients(scalar, [x]) as [Expression];
  const versions = [
    jacobianBlock(slope, x),
    reverseJacobianBlock(slope, x),
    calculus.hessian(scalar, [x])[0]![0]!,
    reverseJacobianBlock(jacobianBlock(scalar, x), x),
  ];
  const n = at.length;
  const diagonals = versions.map((block) => numbers(block).filter((_, i) => i % (n + 1) === 0));
  for (const diagonal of diagonals) expect(diagonal).toEqual(diagonals[0]);
  expect(numbers(jacobianBlock(scalar, x))).toEqual(numbers(slope));
  return { first: [...numbers(slope)], second: [...diagonals[0]!] };
}

describe("a branch that is not taken has no derivative, however steep it is", () => {
  test.each<[string, (x: Expression) => Expression, number[], number[], number[]]>([
    ["where(0 < x, √x, 0)", (x) => where(less(0, x), sqrt(x), 0), [0, 4], [0, 0.25], [0, -1 / 32]],
    [
      "where(x < 1, 2x, √(x − 1))",
      (x) => where(less(x, 1.5), x.mul(2), sqrt(x.sub(1))),
      [1, 2],
      [2, 0.5],
      [0, -0.25],
    ],
    ["where(0 < x, log x, x)", (x) => where(less(0, x), log(x), x), [0, 2], [1, 0.5], [0, -0.25]],
    ["where(x < 700, eˣ, 0)", (x) => where(less(x, 700), exp(x), 0), [0, 800], [1, 0], [1, 0]],
    [
      "a branch of a branch",
      (x) => where(less(0, x), where(less(x, 3), log(x), 1), x.square()),
      [0, 2, 4],
      [0, 0.5, 0],
      [2, -0.25, 0],
    ],
    [
      "two branches of one function",
      (x) => where(less(0, x), log(x), 0).add(where(less(0, x), log(x).mul(2), 0)),
      [0, 2],
      [0, 1.5],
      [0, -0.75],
    ],
    ["relu(log x)", (x) => log(x).relu(), [0, 1 / 4, 2], [0, 0, 0.5], [0, 0, -0.25]],
    ["max(log x, −1)", (x) => max(log(x), -1), [0, 2], [0, 0.5], [0, -0.25]],
    ["min(−log x, 5)", (x) => min(log(x).neg(), 5), [0, 2], [0, -0.5], [0, 0.25]],
    ["max over all elements", (x) => max(sqrt(x)), [0, 4], [0, 0.25], [0, -1 / 32]],
    [
      "where(x < 1, log², 0)",
      (x) => where(less(x, 1), 0, log(x.sub(1)).square().mul(0.5)),
      [0, 1 - 1e-9, 2],
      [0, 0, 0],
      [0, 0, 1],
    ],
  ])("%s", (_, build, at, first, second) => {
    const found = derivatives(build, at);
    expect(found.first.map((y) => y + 0)).toEqual(first);
    expect(found.second.map((y) => y + 0)).toEqual(second);
  });
  test("a number chooses for a whole array", () => {
    const [flag, x] = [variable("flag", 0), variable("x", [0, 1])];
    const branch = where(flag, sum(log(x)), dot(x, x));
    expect([...numbers(gradients(branch, [x])[0]!)]).toEqual([0, 2]);
    expect([...numbers(calculus.hessian(branch, [x])[0]![0]!)]).toEqual([2, 0, 0, 2]);
    expect([...numbers(jacobianBlock(branch, x))]).toEqual([0, 2]);
  });
  test("a row chooses for a matrix, and an element for its row", () => {
    const c = variable("c", [[1], [0]]);
    const [u, v] = [variable("u", [4, 1]), variable("v", [[1], [0]])];
    const branch = sum(where(c, sqrt(v).mul(u), 3));
    expect([...numbers(gradients(branch, [v])[0]!)]).toEqual([2.5, 0]);
    expect([...numbers(jacobianBlock(branch, v))]).toEqual([2.5, 0]);
  });
  test("a vector chooses for the columns of a matrix, summed over its rows", () => {
    const x = variable("x", [Math.E, -1]);
    const branch = where(
      less(0, x),
      log(x),
      constant([
        [1, 2],
        [3, 4],
      ]),
    );
    const lower = gradients(sum(max(branch, 0.5)), [x])[0]!;
    expect([...numbers(lower)].map((y) => y + 0)).toEqual([2 / Math.E, 0]);
    const square = sum(branch.mul(branch));
    expect(numbers(gradients(square, [x])[0]!)[0]).toBeCloseTo(4 / Math.E, 14);
    expect(numbers(gradients(square, [x])[0]!)[1]! + 0).toBe(0);
    expect([...numbers(calculus.hessian(square, [x])[0]![0]!)].slice(1).map((y) => y + 0)).toEqual([
      0, 0, 0,
    ]);
  });
});

test("a system that is not solved for has no derivative by its right side", () => {
  const [flag, x] = [variable("flag", [0, 0]), variable("x", [0, 1])];
  const A = [
    [2, 1],
    [1, 3],
  ];
  const y = where(flag, solveLinear(A, log(x)), x);
  expect([...numbers(gradients(sum(y), [x])[0]!)]).toEqual([1, 1]);
  expect([...numbers(jacobianBlock(y, x))]).toEqual([1, 0, 0, 1]);
  expect([...numbers(reverseJacobianBlock(y, x))]).toEqual([1, 0, 0, 1]);
  expect([...numbers(calculus.hessian(sum(y), [x])[0]![0]!)]).toEqual([0, 0, 0, 0]);
});

test("elements that a slice or a gathering leaves out have no derivative", () => {
  const p = variable("p", [0, 0.5, 0, 0.25]);
  const taken = [0, 2, 0, 4];
  expect([...numbers(gradients(sum(gather(log(p), [1, 3])), [p])[0]!)]).toEqual(taken);
  expect([...numbers(gradients(sum(slice(log(p), 1, 4, 2)), [p])[0]!)]).toEqual(taken);
  const twice = sum(gather(log(p), [1, 3, 3]));
  expect([...numbers(gradients(twice, [p])[0]!)]).toEqual([0, 2, 0, 8]);
  const versions = [
    calculus.hessian(twice, [p])[0]![0]!,
    reverseJacobianBlock(gradients(twice, [p])[0]!, p),
  ]; // prettier-ignore
  for (const block of versions)
    expect([...numbers(block)].filter((_, i) => i % 5 === 0)).toEqual([0, -4, 0, -32]);
});

test("what is taken keeps its infinite derivative", () => {
  const x = variable("x", [0, 0]);
  const branch = sum(where([1, 0], sqrt(x), 0));
  expect([...numbers(gradients(branch, [x])[0]!)]).toEqual([Number.POSITIVE_INFINITY, 0]);
});

test("0·∞ that no branch decides is still NaN", () => {
  const x = variable("x", [0]);
  expect([...numbers(gradients(sum(sqrt(x).square()), [x])[0]!)]).toEqual([Number.NaN]);
});

test("a Hessian through a branch is still one product of the data, with chosen weights", () => {
  const [X, w] = [
    variable("X", [
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    variable("w", [0.1, 0.2]),
  ]; // prettier-ignore
  const z = contractionOf(
    [
      [X, [0, 1]],
      [w, [1]],
    ],
    [0],
  ); // prettier-ignore
  const block = calculus.hessian(sum(where(less(0.8, z), exp(z), log(z))), [w])[0]![0]!;
  expect(block.op).toBe("contract");
  expect(block.inputs.filter((input) => input === X)).toHaveLength(2);
  expect(block.inputs).toHaveLength(3);
});

test("products of many factors with zeros have a gradient and a Hessian", () => {
  const { first, second } = derivatives((x) => prod(x), [0, 2, 3]);
  expect(first).toEqual([6, 0, 0]);
  expect(second).toEqual([0, 0, 0]);
});

test("two hundred branches within branches stay linear: a choice and its opposite choose nothing", () => {
  const x = variable("x", [0.3, 0.7, 2]);
  const nested = (count: number) => {
    let y = x;
    for (let i = 0; i < count; i++) y = where(less(y, 0.5), exp(y), log(y));
    return topological([gradients(sum(y), [x])[0]!]).length;
  };
  expect(nested(200) - nested(199)).toBe(nested(3) - nested(2));
  expect(nested(3) - nested(2)).toBeLessThanOrEqual(13);
});

test("a choice reaches a branch on a diagonal, and one beside an axis of one element", () => {
  const [a, b] = [variable("a", [[-1, -2]]), variable("b", [[0.5], [0]])];
  const beside = where(b.less(a), b.pow(-1), 0.5);
  expect(numbers(jacobianBlock(beside, b)).map(Math.abs)).toEqual(new Float64Array(8));
  const values = [
    [0, 3],
    [4, 5],
  ];
  const X = variable("X", values);
  const u = X.mul(diag([1, 1]));
  expect(numbers(jacobianBlock(where(constant(values), u.div(u), X), X))[0]).toBe(1);
});
