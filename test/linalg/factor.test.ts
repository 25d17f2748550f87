import { expect, test } from "vitest";
import { arenaBytes } from "../../src/core/arena.ts";
import { Factor } from "../../src/linalg/factor.ts";
import {
  cholesky,
  condition,
  EchelonError,
  ldlt,
  lu,
  type Matrix,
  qr,
} from "../../src/linalg/index.ts";
import { product, transpose } from "../reference/matrix.ts";
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

const code = (body: () => unknown): string => {
  try {
    body();
  } catch (error) {
    if (error instanceof EchelonError) return error.code;
    throw error;
  }
  return "nothing thrown";
};

test("factors solve again and again, for vectors and matrices, and give their memory back", () => {
  const before = arenaBytes();
  const n = 40;
  const a = positive(n, 1);
  for (const factor of [
    cholesky(matrix(a, n, n)),
    ldlt(matrix(a, n, n)),
    lu(matrix(a, n, n)),
    qr(matrix(a, n, n)),
  ]) {
    const x = randomVector(n * 3, 2);
    const b = product(a, x, n, 3, n);
    for (let k = 0; k < 3; k++) {
      const { data, shape } = factor.solve(matrix(b, n, 3)) as Matrix;
      expect(shape).toEqual([n, 3]);
      data.forEach((value, i) => {
        expect(value).toBeCloseTo(x[i]!, 8);
      });
    }
    expect(factor.solve(b.filter((_, i) => i % 3 === 0))).toBeInstanceOf(Float64Array);
    expect(factor).toBeInstanceOf(Factor);
    expect(factor.shape).toEqual([n, n]);
    factor.dispose();
    factor.dispose();
    expect(code(() => factor.solve(x.subarray(0, n)))).toBe("ERR_DISPOSED");
  }
  expect(arenaBytes()).toBe(before);
});

test("Symbol.dispose disposes, where the engine has it", () => {
  const symbol = (Symbol as { dispose?: symbol }).dispose;
  const factor = lu([[2]]);
  if (symbol !== undefined) (factor as unknown as Record<symbol, () => void>)[symbol]!();
  else factor.dispose();
  expect(code(() => factor.solve([1]))).toBe("ERR_DISPOSED");
});

test("what factors know: determinant, inertia, condition, triangles", () => {
  const a = [
    [4, 2, 0],
    [2, 5, 1],
    [0, 1, 3],
  ];
  expect(cholesky(a).logDeterminant()).toBeCloseTo(Math.log(44), 12);
  expect(lu(a).determinant()).toBeCloseTo(44, 12);
  expect(
    lu([
      [0, 1],
      [1, 0],
    ]).determinant(),
  ).toBe(-1);
  expect(ldlt(a).negativeEigenvalues()).toBe(0);
  expect(
    ldlt([
      [0, 3],
      [3, 0],
    ]).negativeEigenvalues(),
  ).toBe(1);
  const l = cholesky(a).lower();
  product(l.data, transpose(l.data, 3, 3), 3, 3, 3).forEach((value, i) => {
    expect(value).toBeCloseTo(a.flat()[i]!, 12);
  });
  const r = qr(a).upper();
  product(transpose(r.data, 3, 3), r.data, 3, 3, 3).forEach((value, i) => {
    expect(value).toBeCloseTo(
      product(Float64Array.from(a.flat()), Float64Array.from(a.flat()), 3, 3, 3)[i]!,
      10,
    );
  });
  const hilbert = Float64Array.from(
    { length: 36 },
    (_, at) => 1 / (Math.floor(at / 6) + (at % 6) + 1),
  );
  for (const estimate of [
    condition(matrix(hilbert, 6, 6)),
    cholesky(matrix(hilbert, 6, 6)).condition(),
    ldlt(matrix(hilbert, 6, 6)).condition(),
  ]) {
    expect(estimate).toBeGreaterThan(2e7);
    expect(estimate).toBeLessThan(2.91e7);
  }
  expect(lu(a).solveTransposed([1, 0, 0])).toEqual(expect.any(Float64Array));
});
