import { describe, expect, test } from "vitest";
import { jacobianBlock } from "../../../src/derivative/calculus.ts";
import "../../../src/expression/methods.ts";
import { elementwise, type Unary } from "../../../src/expression/elementwise.ts";
import { constant, variable } from "../../../src/expression/lift.ts";
import { powConstant, unary } from "../../../src/expression/operator/unary.ts";
import { expectDerivatives, numbers } from "../../reference/derivativeCheck.ts";

/** Where a function is defined for every real number, points on both sides of 0. */
const everywhere = [-1.3, -0.4, 0.2, 0.7, 1.9];
const positive = [0.3, 0.8, 1, 1.7, 4.2];
const points: Partial<Record<string, number[]>> = {
  sqrt: positive,
  log: positive,
  log1p: [-0.6, -0.1, 0.4, 2, 5],
  reciprocal: [-2, -0.7, 0.4, 1, 3],
  logSlope: positive,
};
const names = Object.keys(unary).filter((op) => op !== "powConstant") as Unary[];

const shapes: [string, (x: number[]) => number | number[] | number[][] | number[][][]][] = [
  ["a number", (x) => x[1]!],
  ["one element", (x) => [x[2]!]],
  ["a vector", (x) => x],
  ["a matrix", (x) => [x.slice(0, 2), x.slice(3, 5)]],
  ["rank 3", (x) => [[[x[0]!], [x[4]!]]]],
];

describe.each(names)("%s", (op) => {
  const at = points[op] ?? everywhere;
  test.each(shapes)("differentiates three times on %s", (_, value) => {
    expectDerivatives({ at: [value(at)], build: (x) => elementwise(op, [x]) });
  });
  test("folds numbers to what the operator gives", () => {
    for (const value of [0, 1, 2, 0.5]) {
      const folded = numbers(elementwise(op, [constant(value)]))[0]!;
      const computed = numbers(elementwise(op, [variable("x", value)]))[0]!;
      expect(folded).toBeCloseTo(computed, 14);
    }
  });
  test("keeps an array of no elements", () => {
    const x = variable("x", []);
    expect(numbers(elementwise(op, [x]))).toEqual(new Float64Array(0));
  });
  test("passes NaN on", () => {
    const x = variable("x", [Number.NaN]);
    expect(numbers(elementwise(op, [x]))[0]).toBe(Number.NaN);
    const slope = numbers(jacobianBlock(elementwise(op, [x]), x))[0];
    expect(slope).toBe(op === "sign" ? 0 : Number.NaN);
  });
});

describe("powConstant", () => {
  test.each([-2.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7])(
    "x^%d differentiates three times",
    (exponent) => {
      const at = Number.isInteger(exponent) ? [-1.2, 0.5, 2] : [0.4, 1.1, 2];
      expectDerivatives({ at: [at], build: (x) => powConstant(x, exponent) });
    },
  );
  test.each([-3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 0.5, 1.5])("x^%d is x ** p", (exponent) => {
    for (const x of [0.3, 1, 2.7])
      expect(numbers(powConstant(variable("x", x), exponent))[0]).toBeCloseTo(x ** exponent, 12);
  });
});
