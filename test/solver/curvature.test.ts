import fc from "fast-check";
import { expect, test } from "vitest";
import { curvature } from "../../src/solver/curvature.ts";
import { ShiftedHessian } from "../../src/solver/shiftedHessian.ts";
import { geometric, withEigenvalues } from "./linear/systems.ts";

function of(eigenvalues: readonly number[]): ReturnType<typeof curvature> {
  const hessian = new ShiftedHessian(eigenvalues.length);
  hessian.load(withEigenvalues(eigenvalues).entries);
  const result = curvature(hessian);
  hessian.dispose();
  return result;
}

test("the smallest eigenvalue within 10 %, and its sign, for any spectrum", () => {
  const size = fc.integer({ min: -4, max: 4 }).map((power) => 10 ** power);
  const value = fc.tuple(size, fc.boolean()).map(([s, minus]) => (minus ? -s : s));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (eigenvalues) => {
      const least = Math.min(...eigenvalues);
      const { smallest, indefinite } = of(eigenvalues);
      expect(Math.abs(smallest - least)).toBeLessThanOrEqual(0.1 * Math.abs(least));
      expect(indefinite).toBe(least < 0);
    }),
    { seed: 9, numRuns: 300 },
  );
});

test.each([
  ["200 variables, κ = 1e6", geometric(200, 1e6)],
  ["a cluster at the bottom", [...Array.from({ length: 150 }, (_, i) => 1 + i / 1000), 50, 100]],
  ["evenly spread", Array.from({ length: 150 }, (_, i) => 1 + i)],
  ["one slightly negative among 150", [-1e-6, ...geometric(149, 100)]],
])("within 10 %%: %s", (_, eigenvalues) => {
  const least = Math.min(...eigenvalues);
  expect(Math.abs(of(eigenvalues).smallest / least - 1)).toBeLessThan(0.1);
});

test("a zero Hessian has curvature 0 and no finite condition, and is not indefinite", () => {
  expect(of([0, 0])).toEqual({
    smallest: 0,
    condition: Number.POSITIVE_INFINITY,
    indefinite: false,
  });
});

test("a singular Hessian is not indefinite, and its condition says singular", () => {
  const { smallest, condition, indefinite } = of([4, 2, 0, 1]);
  expect(Math.abs(smallest)).toBeLessThan(1e-13);
  expect(condition).toBeGreaterThan(1e13);
  expect(indefinite).toBe(false);
});

test("the condition of an indefinite Hessian is that of its lowest eigenvalue at least", () => {
  expect(of([100, 10, -1]).condition).toBeGreaterThan(90);
});
