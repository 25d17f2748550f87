import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { eigSym, type Matrix, smallestEigenvalue } from "../../src/linalg/index.ts";
import { normInfinity, product, symmetric, transpose } from "../reference/matrix.ts";
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

const orders = [0, 1, 2, 3, 4, 5, 8, 13, 20, 33, 64, 100];

test("eigSym: ‖A·V − V·Λ‖ and ‖VᵀV − I‖ ≤ c·n·ε, ascending; only the lower triangle is read", () => {
  for (const n of orders) {
    const as = symmetric(randomVector(n * n, n), n);
    const lower = as.map((value, at) => (at % n > Math.floor(at / n) ? 7e7 : value));
    const { values, vectors } = eigSym(matrix(lower, n, n));
    const vs = vectors.data;
    const error = product(as, vs, n, n, n).map((value, at) => value - vs[at]! * values[at % n]!);
    const bound = 16 * (n + 1) * epsilon;
    expect(normInfinity(error, n, n)).toBeLessThanOrEqual(bound * normInfinity(as, n, n));
    const gram = product(transpose(vs, n, n), vs, n, n, n).map(
      (value, at) => value - (at % (n + 1) === 0 ? 1 : 0),
    );
    expect(normInfinity(gram, n, n)).toBeLessThanOrEqual(bound);
    expect(values).toEqual(values.slice().sort());
  }
});

test("eigSym: multiples of the identity, zero, tiny and huge matrices, clusters", () => {
  const values = (rows: number[][]) => [...eigSym(rows).values];
  expect(
    values([
      [0, 0],
      [0, 0],
    ]),
  ).toEqual([0, 0]);
  expect(
    values([
      [7, 0, 0],
      [0, 7, 0],
      [0, 0, 7],
    ]),
  ).toEqual([7, 7, 7]);
  expect(
    values([
      [2e-300, 1e-300],
      [1e-300, 2e-300],
    ]).map((x) => x / 1e-300),
  ).toEqual([expect.closeTo(1, 13), expect.closeTo(3, 13)]);
  expect(
    values([
      [2e300, 1e300],
      [1e300, 2e300],
    ]).map((x) => x / 1e300),
  ).toEqual([expect.closeTo(1, 13), expect.closeTo(3, 13)]);
  const ones = values(Array.from({ length: 9 }, () => new Array(9).fill(1)));
  expect(ones[8]).toBeCloseTo(9, 13);
  for (const one of ones.slice(0, 8)) expect(Math.abs(one)).toBeLessThan(1e-14);
});

test("eigSym gives the same bits on every engine", () => {
  const hash = createHash("sha256");
  for (const n of orders) {
    const { values, vectors } = eigSym(matrix(randomVector(n * n, n), n, n));
    hash.update(values).update(vectors.data);
  }
  expect(hash.digest("hex")).toBe(
    "4870376d16baccddd8b1772573e8cceb7006189a5d0459d917c32e357fea277a",
  );
});

test("eigSym refuses what is not finite", () => {
  expect(() =>
    eigSym([
      [1, Number.POSITIVE_INFINITY],
      [Number.POSITIVE_INFINITY, 1],
    ]),
  ).toThrow();
});
