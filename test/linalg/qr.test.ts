import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { type Matrix, qr } from "../../src/linalg/index.ts";
import { normInfinity, product, transpose } from "../reference/matrix.ts";
import { randomVector } from "../reference/random.ts";

const epsilon = 2 ** -52;
const shapes = [1, 2, 3, 5, 8, 13, 33, 64].flatMap((n) =>
  [n, n + 1, 2 * n + 3].map((m): [number, number] => [m, n]),
);
const matrix = (data: Float64Array, rows: number, columns: number): Matrix => ({
  data,
  shape: [rows, columns],
});

test.each(shapes)("qr of %i×%i: least squares satisfies the normal equations", (m, n) => {
  const a = randomVector(m * n, n + m);
  const b = randomVector(m * 2, 5);
  const { data: x } = qr(matrix(a, m, n)).solve(matrix(b, m, 2)) as Matrix;
  const residual = product(a, x, m, 2, n).map((value, i) => value - b[i]!);
  const gradient = product(transpose(a, m, n), residual, n, 2, m);
  const bound = 64 * (m + 1) * epsilon * normInfinity(a, m, n) ** 2 * (1 + normInfinity(x, n, 2));
  expect(normInfinity(gradient, n, 2)).toBeLessThanOrEqual(bound);
});

test.each(shapes)("qr of %i×%i: RᵀR = AᵀA", (m, n) => {
  const a = randomVector(m * n, n + m);
  const { data: r } = qr(matrix(a, m, n)).upper();
  const left = product(transpose(r, n, n), r, n, n, n);
  const right = product(transpose(a, m, n), a, n, n, m);
  const bound =
    8 * (m + n) * epsilon * normInfinity(a, m, n) * normInfinity(transpose(a, m, n), n, m);
  left.forEach((value, i) => {
    expect(Math.abs(value - right[i]!)).toBeLessThanOrEqual(bound);
  });
});

test("qr leaves columns that are triangular already as they are, and survives the ends of the range", () => {
  expect([
    ...qr([
      [2, 1],
      [0, 3],
      [0, 0],
    ]).upper().data,
  ]).toEqual([2, 1, 0, 3]);
  const [first] = qr([[3e200], [4e200]]).upper().data;
  expect(first! / -5e200).toBeCloseTo(1, 14);
  const [small] = qr([[3e-200], [4e-200]]).upper().data;
  expect(small! / -5e-200).toBeCloseTo(1, 14);
});

test("qr gives the same bits on every engine", () => {
  const hash = createHash("sha256");
  for (const [m, n] of shapes) {
    const factor = qr(matrix(randomVector(m * n, n + m), m, n));
    hash.update(factor.upper().data);
    hash.update((factor.solve(matrix(randomVector(m * 2, 5), m, 2)) as Matrix).data);
  }
  expect(hash.digest("hex")).toBe(
    "f87936a8b4e6fca5b4d463a24faf24f8cb8c96a7fb5635b119db96be16c99839",
  );
});
