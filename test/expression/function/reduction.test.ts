import { describe, expect, test } from "vitest";
import type { Axes } from "../../../src/expression/axes.ts";
import * as f from "../../../src/expression/function/reduction.ts";
import { variable } from "../../../src/expression/lift.ts";
import { expectClose, expectDerivatives, numbers } from "../../reference/derivativeCheck.ts";

const matrix = [
  [0.3, -1.2, 0.8],
  [1.4, 0.5, -0.6],
];
const tensor = [matrix, matrix.map((row) => row.map((x) => x * x + 0.1))];
const flat = matrix.flat();

/** Each reduction of a list of numbers. */
const definitions = {
  sum: (x: number[]) => x.reduce((a, b) => a + b, 0),
  mean: (x: number[]) => x.reduce((a, b) => a + b, 0) / x.length,
  prod: (x: number[]) => x.reduce((a, b) => a * b, 1),
  logSumExp: (x: number[]) => Math.log(x.map(Math.exp).reduce((a, b) => a + b, 0)),
};
const names = Object.keys(definitions) as (keyof typeof definitions)[];
const columns = [0, 1, 2].map((j) => matrix.map((row) => row[j]!));

const reductions = { sum: f.sum, mean: f.mean, prod: f.prod, logSumExp: f.logSumExp };

describe.each(names)("%s", (name) => {
  const [reduce, definition] = [reductions[name], definitions[name]];
  const x = variable("x", matrix);
  const cases: [Axes, number[], number[]][] = [
    [undefined, [], [definition(flat)]],
    [[0, 1], [], [definition(flat)]],
    [0, [3], columns.map(definition)],
    [-2, [3], columns.map(definition)],
    [1, [2], matrix.map(definition)],
    [[-1], [2], matrix.map(definition)],
  ];
  test.each(cases)("over axes %j has shape %j", (axes, shape, expected) => {
    const y = reduce(x, axes);
    expect(y.shape).toEqual(shape);
    expectClose(numbers(y), expected, 1e-15, name);
  });
  test("over no axes is elementwise", () => {
    expect(reduce(x, []).shape).toEqual([2, 3]);
  });
  test("of a number and of one element is that number", () => {
    expectClose(numbers(reduce(variable("s", 0.7))), [0.7], 1e-16, name);
    expectClose(numbers(reduce(variable("s", [[0.7]]))), [0.7], 1e-16, name);
  });
  test.each([undefined, 0, 1, [0, 2]] as Axes[])(
    "differentiates over axes %j of rank 3",
    (axes) => {
      expectDerivatives({ at: [tensor], build: (y) => reduce(y.sin(), axes) });
    },
  );
  test("says which axis does not exist, or comes twice", () => {
    expect(() => reduce(x, 2)).toThrow(new RegExp(`${name}.*x is.*There is no axis 2`, "s"));
    expect(() => reduce(x, -3)).toThrow(/There is no axis -3/);
    expect(() => reduce(x, 0.5)).toThrow(/There is no axis 0.5/);
    expect(() => reduce(x, [0, -2])).toThrow(/axis 0 .*twice/);
    expect(() => reduce(variable("s", 1), 0)).toThrow(/has no axes/);
  });
});

test("sums and products of nothing are 0 and 1, the mean of nothing is NaN", () => {
  const x = variable("x", []);
  expect(numbers(f.sum(x))[0]).toBe(0);
  expect(numbers(f.prod(x))[0]).toBe(1);
  expect(numbers(f.mean(x))[0]).toBe(Number.NaN);
});

test.each([[[0, 2, 3]], [[0, 0, 3]], [[2, 3, 4, 5, 0]]])(
  "prod is differentiable where factors are zero: %j",
  (at) => {
    expectDerivatives({ at: [at], build: (x) => f.prod(x) });
  },
);

test("logSumExp does not overflow", () => {
  expect(numbers(f.logSumExp(variable("x", [1000, 1000])))[0]).toBeCloseTo(1000 + Math.LN2, 12);
  expect(numbers(f.logSumExp(variable("x", [-1000, -1000])))[0]).toBeCloseTo(Math.LN2 - 1000, 12);
  expectDerivatives({ at: [[1000, 1000.5, 999]], build: (x) => f.logSumExp(x) });
});

describe("softmax", () => {
  test.each([
    [undefined, 1],
    [0, 0],
    [1, 1],
    [-2, 0],
  ])("along axis %j sums to 1 there", (axis, along) => {
    const y = f.softmax(variable("x", matrix), axis);
    expect(y.shape).toEqual([2, 3]);
    expectClose(numbers(f.sum(y, along)), new Array(along === 1 ? 2 : 3).fill(1), 1e-15, "sum");
  });
  test("is eˣ / Σ eˣ, without overflow", () => {
    expect([...numbers(f.softmax(variable("x", [1e17, 1e17])))]).toEqual([0.5, 0.5]);
    const shifted = numbers(f.softmax(variable("x", [1e6, 1e6 + 1, 1e6 - 2])));
    expectClose(shifted, [...numbers(f.softmax(variable("x", [0, 1, -2])))], 1e-15, "softmax");
    const y = numbers(f.softmax(variable("x", [1000, 1001])));
    expectClose(y, [1 / (1 + Math.E), Math.E / (1 + Math.E)], 1e-13, "value");
  });
  test("differentiates", () => {
    expectDerivatives({ at: [[0.3, -1, 0.8]], build: (x) => f.softmax(x) });
    expectDerivatives({ at: [matrix], build: (x) => f.softmax(x, 0), order: 2 });
  });
});

describe("norms", () => {
  test("norm2 is √Σx², norm1 is Σ|x|, of any shape", () => {
    for (const value of [flat, matrix, [flat[0]!], flat[0]!]) {
      const list = [value].flat(2) as number[];
      expectClose(numbers(f.norm2(variable("x", value))), [Math.hypot(...list)], 1e-15, "norm2");
      const absolute = list.reduce((sum, x) => sum + Math.abs(x), 0);
      expectClose(numbers(f.norm1(variable("x", value))), [absolute], 1e-15, "norm1");
    }
  });
  test("differentiate", () => {
    expectDerivatives({ at: [matrix], build: (x) => f.norm2(x) });
    expectDerivatives({ at: [matrix], build: (x) => f.norm1(x.mul(x)) });
  });
  test("norm2 has slope 0 at the origin", () => {
    const x = variable("x", [0, 0]);
    expectDerivatives({ at: [[0, 0]], build: (y) => f.norm2(y), order: 1 });
    expect(numbers(f.norm2(x))[0]).toBe(0);
  });
});

describe("dot", () => {
  test("is the sum of products over all elements", () => {
    const [x, y] = [variable("x", matrix), variable("y", matrix)];
    expectClose(numbers(f.dot(x, y)), [flat.reduce((sum, v) => sum + v * v, 0)], 1e-15, "dot");
    expectDerivatives({ at: [matrix, matrix.map((r) => r.map((v) => v + 1))], build: f.dot });
    expectDerivatives({ at: [0.3, 0.8], build: f.dot });
  });
  test("names operands of different shapes", () => {
    expect(() => f.dot(variable("x", [1, 2]), variable("y", [1]))).toThrow(/dot.*x is.*y is/s);
  });
});
