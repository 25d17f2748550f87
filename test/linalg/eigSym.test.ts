import { expect, test } from "vitest";
import { eigSym, type Matrix, smallestEigenvalue } from "../../src/linalg/index.ts";
import { normInfinity, product, symmetric } from "../reference/matrix.ts";
import { randomVector } from "../reference/random.ts";

const epsilon = 2 ** -52;
const matrix = (data: Float64Array, rows: number, columns: number): Matrix => ({
  data,
  shape: [rows, columns],
});

test("eigSym and the Lanczos smallest eigenvalue agree", () => {
  const n = 150;
  const a = symmetric(randomVector(n * n, 4), n);
  const { values, vectors } = eigSym(matrix(a, n, n));
  const error = product(a, vectors.data, n, n, n).map(
    (value, at) => value - vectors.data[at]! * values[at % n]!,
  );
  expect(normInfinity(error, n, n)).toBeLessThan(n * epsilon * normInfinity(a, n, n));
  const { value, errorBound } = smallestEigenvalue(matrix(a, n, n));
  expect(Math.abs(value - values[0]!)).toBeLessThanOrEqual(errorBound + 1e-12);
  expect(errorBound).toBeLessThan(1e-9 * normInfinity(a, n, n));
  expect(smallestEigenvalue([[3]]).value).toBeCloseTo(3, 13);
  expect(
    smallestEigenvalue([
      [2, 0],
      [0, -5],
    ]).value,
  ).toBeCloseTo(-5, 12);
});
