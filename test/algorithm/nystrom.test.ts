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

test("the error of the inverse is at most |E|/(ρ(ρ + |E|)), E what the sketch does not see", () => {
  // Three large eigenvalues, and a tail.
  const tail = 1e-3;
  const full = H.map((entry, at) => entry + (at % (n + 1) === 0 ? tail * (1 + (at % n)) : 0));
  const columns = [6, 1, 4];
  const ridge = 0.05;
  const own = columns.map((j) => Float64Array.from({ length: n }, (_, i) => full[i * n + j]!));
  const found = nystromSolve(columns, own, b, ridge);
  const shifted = full.map((entry, at) => entry + (at % (n + 1) === 0 ? ridge : 0));
  const exact = solveDense(n, shifted, b).solution;
  const W = Float64Array.from(
    { length: 9 },
    (_, at) => own[at % 3]![columns[Math.floor(at / 3)]!]!,
  );
  const seen = product(
    Float64Array.from({ length: n * 3 }, (_, at) => own[at % 3]![Math.floor(at / 3)]!),
    solveDense(
      3,
      W,
      Float64Array.from({ length: 3 * n }, (_, at) => own[Math.floor(at / n)]![at % n]!),
    ).solution,
    n,
    n,
    3,
  );
  const E = Math.hypot(...full.map((entry, at) => entry - seen[at]!));
  const error = Math.hypot(...found.map((entry, i) => entry - exact[i]!));
  expect(error).toBeGreaterThan(1e-6);
  expect(error).toBeLessThanOrEqual((E / (ridge * (ridge + E))) * Math.hypot(...b));
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
