import { expect, test } from "vitest";
import { denseSolve } from "../../src/algorithm/denseSolve.ts";
import { advance } from "../../src/algorithm/method.ts";
import { nystrom, nystromSolve } from "../../src/algorithm/nystrom.ts";
import { product, transpose } from "../reference/matrix.ts";
import { randomVector } from "../reference/random.ts";
import { solveDense } from "../reference/solveDense.ts";
import { gap, quadraticBilevel } from "./problem.ts";

const [n, k] = [8, 3];
const factor = randomVector(n * k, 4);
const H = product(factor, transpose(factor, n, k), n, n, k);
const b = randomVector(n, 5);
const column = (j: number) => Float64Array.from({ length: n }, (_, i) => H[i * n + j]!);

test("the closed form is (H + ρI)⁻¹ b where H has the rank of the sketch", () => {
  const [columns, ridge] = [[6, 1, 4], 0.1];
  const shifted = H.map((entry, at) => entry + (at % (n + 1) === 0 ? ridge : 0));
  const found = nystromSolve(columns, columns.map(column), b, ridge);
  expect(gap(found, solveDense(n, shifted, b).solution)).toBeLessThan(1e-11);
});

test("with all columns the method solves the ridged system, and the ridge is its only bias", () => {
  const problem = quadraticBilevel();
  const error = (ridge: number) => {
    const options = { rank: 5, ridge, innerSteps: 20, innerStepSize: 0.25, stepSize: 0.2 };
    return gap(advance(nystrom(options).on(problem.levels), 600).x, problem.solution);
  };
  expect(error(1e-2) / error(1e-3)).toBeCloseTo(10, 0);
  expect(error(1e-5)).toBeLessThan(1e-4);
});

test("the rank must fit the inner level", () => {
  const options = { rank: 6, innerStepSize: 0.1, stepSize: 0.1 };
  expect(() => nystrom(options).on(quadraticBilevel().levels)).toThrow(
    /rank must be a whole number from 1 to 5/,
  );
});

test("denseSolve solves with pivots, and refuses a singular matrix", () => {
  const A = randomVector(25, 7);
  A[0] = 0;
  const right = randomVector(5, 8);
  expect(gap(denseSolve(A, right), solveDense(5, A, right).solution)).toBeLessThan(1e-12);
  expect(() => denseSolve(new Float64Array(4), new Float64Array(2))).toThrow(/singular/);
});
