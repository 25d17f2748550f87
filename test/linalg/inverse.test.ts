import { expect, test } from "vitest";
import { inverse, leastSquares, type Matrix } from "../../src/linalg/index.ts";
import { normInfinity, product, transpose } from "../reference/matrix.ts";
import { randomVector } from "../reference/random.ts";

const matrix = (data: Float64Array, rows: number, columns: number): Matrix => ({
  data,
  shape: [rows, columns],
});

/** A = G·Gᵀ + I. */
function positive(n: number, seed: number): Float64Array {
  const g = randomVector(n * n, seed);
  return product(g, transpose(g, n, n), n, n, n).map(
    (value, at) => value + (at % (n + 1) === 0 ? 1 : 0),
  );
}

test("least squares and inverse agree with what defines them", () => {
  const a = randomVector(30 * 4, 5);
  const b = randomVector(30, 6);
  const x = leastSquares(matrix(a, 30, 4), b) as Float64Array;
  const residual = product(a, x, 30, 1, 4).map((value, i) => value - b[i]!);
  expect(normInfinity(product(transpose(a, 30, 4), residual, 4, 1, 30), 4, 1)).toBeLessThan(1e-13);
  const p = positive(20, 3);
  for (const kind of ["general", "symmetric", "spd"] as const) {
    const identity = product(p, inverse(matrix(p, 20, 20), { kind }).data, 20, 20, 20);
    identity.forEach((value, at) => {
      expect(value).toBeCloseTo(at % 21 === 0 ? 1 : 0, 9);
    });
  }
});
