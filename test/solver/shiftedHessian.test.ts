import { expect, test } from "vitest";
import { arenaBytes } from "../../src/core/arena.ts";
import { ShiftedHessian } from "../../src/solver/shiftedHessian.ts";
import { geometric, product, rhs, withEigenvalues } from "./linear/systems.ts";

test.each([1, 2, 3, 17, 64])("solves (H + shift)x = b for %d variables", (size) => {
  const matrix = withEigenvalues(geometric(size, 10).map((value) => value - 2));
  const hessian = new ShiftedHessian(size);
  hessian.load(matrix.entries);
  expect(hessian.factor(0)).toBe(false);
  expect(hessian.factor(3)).toBe(true);
  const x = new Float64Array(size);
  hessian.solve(rhs(size), x);
  const image = new Float64Array(size);
  product(matrix)(x, image);
  for (const [i, b] of rhs(size).entries()) expect(image[i]! + 3 * x[i]!).toBeCloseTo(b, 11);
  hessian.multiply(x, image);
  for (const [i, b] of rhs(size).entries()) expect(image[i]! + 3 * x[i]!).toBeCloseTo(b, 11);
  const energy = x.reduce((sum, entry, i) => sum + entry * rhs(size)[i]!, 0);
  expect(hessian.halfSolveSquared(rhs(size))).toBeCloseTo(energy, 10);
  hessian.dispose();
});

test("keeps the Hessian it had when the next one is not finite", () => {
  const hessian = new ShiftedHessian(2);
  expect(hessian.load(Float64Array.of(2, 1, 1, 2))).toBe(true);
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(hessian.load(Float64Array.of(1, bad, 1, 1))).toBe(false);
  }
  expect(hessian.norm).toBe(3);
  hessian.factor(0);
  const x = new Float64Array(2);
  hessian.solve(Float64Array.of(3, 3), x);
  expect(x[0]).toBeCloseTo(1, 14);
  hessian.dispose();
});

test("bounds the smallest eigenvalue by Gershgorin's discs and the least diagonal", () => {
  const hessian = new ShiftedHessian(3);
  hessian.load(Float64Array.of(1, 2, 0, 2, 5, -1, 0, -1, -3));
  expect(hessian.smallestBounds()).toEqual([-4, -3]);
  hessian.dispose();
});

test("returns exactly the memory it took", () => {
  const before = arenaBytes();
  const hessian = new ShiftedHessian(10);
  expect(arenaBytes()).toBeGreaterThan(before);
  hessian.dispose();
  expect(arenaBytes()).toBe(before);
});
