import { describe, expect, test } from "vitest";
import "../../../src/expression/methods.ts";
import { reverseJacobianBlock } from "../../../src/derivative/reverseJacobian.ts";
import { logDet, matmul, solveLinear, transpose } from "../../../src/expression/function/matrix.ts";
import { variable } from "../../../src/expression/lift.ts";
import type { Expression } from "../../../src/expression/node.ts";
import { logDeterminant, solveWith } from "../../../src/expression/solve.ts";
import { expectClose, expectDerivatives, numbers } from "../../reference/derivativeCheck.ts";

const general = [
  [2, 0.3, -0.5],
  [-0.7, 1.5, 0.4],
  [0.2, 0.9, -1.8],
];
const vector = [0.6, -1.1, 0.8];
const wide = [
  [0.6, 0.2],
  [-1.1, 0.5],
  [0.8, 1.3],
];
const tensor = wide.map((row) => [row, row.map((x) => x * x)]);
/** A symmetric positive definite function of any matrix. */
const definite = (a: Expression): Expression => matmul(a, transpose(a)).add(0.3);

describe.each([false, true])("solve, transposed: %s", (transposed) => {
  test.each([
    ["a vector", vector],
    ["a matrix", wide],
  ])("differentiates three times by the matrix and %s", (_, right) => {
    expectDerivatives({
      at: [general, right],
      build: (a, b) => solveWith(a, b, "general", transposed),
    });
  });
  test("takes right-hand sides of rank 3", () => {
    expectDerivatives({
      at: [general, tensor],
      build: (a, b) => solveWith(a, b, "general", transposed),
      order: 2,
    });
  });
});

describe.each(["spd", "symmetric", "general"] as const)("kind %s", (kind) => {
  test("solve differentiates three times", () => {
    expectDerivatives({
      at: [general, vector],
      build: (a, b) => solveWith(definite(a), b, kind),
      tolerance: 1e-9,
    });
  });
  test("logDet differentiates three times", () => {
    expectDerivatives({
      at: [general],
      build: (a) => logDeterminant(definite(a), kind),
      tolerance: 1e-9,
    });
  });
  test("the matrix may be the variable itself: both modes agree", () => {
    const skew = [
      [2, 0.5],
      [0.3, 1.5],
    ];
    expectDerivatives({ at: [skew, [1, -2]], build: (a, b) => solveLinear(a, b, { kind }) });
    expectDerivatives({ at: [skew], build: (a) => logDet(a, { kind }) });
  });
});

test("the gradient by a symmetric matrix is symmetric, so that descent keeps it symmetric", () => {
  const a = variable("A", [
    [2, 0.5],
    [0.5, 1.5],
  ]);
  const x = solveLinear(a, [1, -2], { kind: "spd" });
  const slope = numbers(reverseJacobianBlock(x.mul([1, 3]).sum(), a));
  expect(slope[1]).not.toBe(0);
  expect(slope[1]).toBe(slope[2]);
});

test("a determinant may be negative, and of one element", () => {
  expectDerivatives({ at: [[[-3]]], build: (a) => logDeterminant(a, "general") });
  const value = numbers(logDeterminant(variable("A", general), "general"))[0]!;
  expectClose([value], [Math.log(6.009)], 1e-14, "log |det A|");
});
