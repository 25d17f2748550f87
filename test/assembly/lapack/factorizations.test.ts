import { describe, expect, test } from "vitest";
import { eigSym } from "../../../src/linalg/index.ts";
import { normInfinity, product, symmetric, transpose, triangle } from "../../reference/matrix.ts";
import { randomVector } from "../../reference/random.ts";
import { guarded, type Matrix } from "../guarded.ts";
import { builds } from "../wasm.ts";

const sizes = [...Array(20).keys(), 31, 32, 33, 64, 65, 97, 130];
const epsilon = 2 ** -52;

/** ‖A·X − B‖∞ ≤ c·n·ε·‖A‖∞·‖X‖∞. */
function expectSolved(
  a: Float64Array,
  x: Float64Array,
  b: Float64Array,
  n: number,
  columns: number,
): void {
  const residual = product(a, x, n, columns, n).map((value, i) => value - b[i]!);
  const bound = 8 * (n + 1) * epsilon * normInfinity(a, n, n) * normInfinity(x, n, columns);
  expect(normInfinity(residual, n, columns)).toBeLessThanOrEqual(bound);
}

/** A = G·Gᵀ + n·I/10. */
function positive(n: number, seed: number): Float64Array {
  const g = randomVector(n * n, seed);
  return product(g, transpose(g, n, n), n, n, n).map(
    (value, at) => value + (at % (n + 1) === 0 ? n / 10 : 0),
  );
}

const onlyLower = (a: Float64Array, n: number, other: number): Float64Array =>
  a.map((value, at) => (at % n > Math.floor(at / n) ? other : value));

describe.each(builds)("factorizations, %s build", (build) => {
  test("cholesky: ‖A − L·Lᵀ‖ ≤ 2·n·ε·‖A‖, solve, condition; the upper triangle is not touched", () => {
    for (const n of sizes)
      guarded(build, (kernels, bench) => {
        const as = positive(n, n + 1);
        const a = bench.matrix(onlyLower(as, n, -9), n, n, n + (n % 3), n % 2);
        expect(kernels.cholesky!(n, a.pointer, a.row)).toBe(0);
        const l = triangle(a.read(), n, false, false);
        const back = product(l, transpose(l, n, n), n, n, n).map((value, at) => value - as[at]!);
        expect(normInfinity(back, n, n)).toBeLessThanOrEqual(
          2 * (n + 1) * epsilon * normInfinity(as, n, n),
        );
        expect(onlyLower(a.read(), n, -9)).toEqual(a.read());
        const bs = randomVector(n * 3, 5);
        const b = bench.matrix(bs, n, 3, 4);
        kernels.choleskySolve!(n, 3, a.pointer, a.row, b.pointer, b.row);
        expectSolved(as, b.read(), bs, n, 3);
        const work = bench.matrix(new Float64Array(4 * n), 4 * n, 1);
        const norm = normInfinity(as, n, n);
        checkCondition(
          kernels.choleskyCondition!(n, a.pointer, a.row, norm, work.pointer),
          as,
          n,
          (x) => {
            kernels.choleskySolve!(n, n, a.pointer, a.row, x.pointer, x.row);
          },
          bench,
        );
      });
  });

  test("cholesky says which row is not positive, NaN included", () => {
    for (const n of [1, 2, 5, 17, 33, 70])
      for (const bad of [0, Math.floor(n / 2), n - 1])
        for (const value of [-1, 0, Number.NaN])
          guarded(build, (kernels, bench) => {
            const as = Float64Array.from({ length: n * n }, (_, at) =>
              at % (n + 1) === 0 ? 2 : 0,
            );
            as[bad * (n + 1)] = value;
            const a = bench.matrix(as, n, n);
            expect(kernels.cholesky!(n, a.pointer, n)).toBe(bad + 1);
          });
  });

  test("lu: ‖P·A − L·U‖ small, both solves, condition", () => {
    for (const n of sizes)
      guarded(build, (kernels, bench) => {
        const as = randomVector(n * n, n + 3);
        const a = bench.matrix(as, n, n, n + (n % 3), n % 2);
        const pivots = bench.integers(n);
        expect(kernels.lu!(n, a.pointer, a.row, pivots.pointer)).toBe(0);
        const permuted = as.slice();
        pivots.read().forEach((p, j) => {
          const row = permuted.slice(j * n, j * n + n);
          permuted.copyWithin(j * n, p * n, p * n + n);
          permuted.set(row, p * n);
        });
        const [l, u] = [triangle(a.read(), n, false, true), triangle(a.read(), n, true, false)];
        expect(Math.max(0, ...l.map(Math.abs))).toBeLessThanOrEqual(1);
        const back = product(l, u, n, n, n).map((value, at) => value - permuted[at]!);
        expect(normInfinity(back, n, n)).toBeLessThanOrEqual(
          16 * (n + 1) * epsilon * normInfinity(as, n, n),
        );
        for (const trans of [0, 1]) {
          const bs = randomVector(n * 5, 5);
          const b = bench.matrix(bs, n, 5);
          kernels.luSolve!(trans, n, 5, a.pointer, a.row, pivots.pointer, b.pointer, b.row);
          expectSolved(trans ? transpose(as, n, n) : as, b.read(), bs, n, 5);
        }
        const work = bench.matrix(new Float64Array(4 * n), 4 * n, 1);
        const norm = normInfinity(transpose(as, n, n), n, n);
        checkCondition(
          kernels.luCondition!(n, a.pointer, a.row, pivots.pointer, norm, work.pointer),
          as,
          n,
          (x) => {
            kernels.luSolve!(0, n, n, a.pointer, a.row, pivots.pointer, x.pointer, x.row);
          },
          bench,
        );
      });
  });

  test("lu reports the first zero or NaN pivot", () => {
    const status = (values: number[]) =>
      guarded(build, (kernels, bench) =>
        kernels.lu!(3, bench.matrix(values, 3, 3).pointer, 3, bench.integers(3).pointer),
      );
    expect(status([1, 2, 3, 2, 4, 6, 1, 1, 1])).toBe(3);
    expect(status([0, 0, 0, 0, 0, 0, 0, 0, 0])).toBe(1);
    expect(status([1, 0, 0, 0, Number.NaN, 0, 0, 0, 1])).toBe(2);
  });

  test("ldlt: solves, inertia, condition of indefinite matrices; only the lower triangle is read", () => {
    for (const n of sizes)
      for (const zeroDiagonal of [false, true])
        guarded(build, (kernels, bench) => {
          if (zeroDiagonal && n < 2) return;
          const raw = randomVector(n * n, n + 7);
          const as = symmetric(raw, n).map((value, at) =>
            zeroDiagonal && at % (n + 1) === 0 ? 0 : value,
          );
          const a = bench.matrix(onlyLower(as, n, Number.NaN), n, n, n + (n % 3), n % 2);
          const pivots = bench.integers(n);
          expect(kernels.ldlt!(n, a.pointer, a.row, pivots.pointer)).toBe(0);
          const bs = randomVector(n * 3, 5);
          const b = bench.matrix(bs, n, 3);
          kernels.ldltSolve!(n, 3, a.pointer, a.row, pivots.pointer, b.pointer, b.row);
          expectSolved(as, b.read(), bs, n, 3);
          const work = bench.matrix(new Float64Array(4 * n), 4 * n, 1);
          const norm = normInfinity(as, n, n);
          checkCondition(
            kernels.ldltCondition!(n, a.pointer, a.row, pivots.pointer, norm, work.pointer),
            as,
            n,
            (x) => {
              kernels.ldltSolve!(n, n, a.pointer, a.row, pivots.pointer, x.pointer, x.row);
            },
            bench,
          );
          const negative = eigSym({ data: as, shape: [n, n] }).values.filter((x) => x < 0).length;
          expect(kernels.ldltInertia!(n, a.pointer, a.row, pivots.pointer)).toBe(negative);
        });
  });

  test("ldlt reports an exactly zero or NaN pivot block", () => {
    const status = (n: number, values: number[]) =>
      guarded(build, (kernels, bench) =>
        kernels.ldlt!(n, bench.matrix(values, n, n).pointer, n, bench.integers(n).pointer),
      );
    expect(status(2, [0, 0, 0, 0])).toBe(1);
    expect(status(2, [1, 1, 1, 1])).toBe(2);
    expect(status(2, [Number.NaN, 0, 0, 1])).toBe(1);
    expect(status(2, [0, 1, 1, 0])).toBe(0);
  });
});

/** The estimate is a lower bound within a factor 10 of ‖A‖₁·‖A⁻¹‖₁ for these matrices. */
function checkCondition(
  estimate: number,
  a: Float64Array,
  n: number,
  solve: (x: Matrix) => void,
  bench: { matrix(data: ArrayLike<number>, rows: number, columns: number): Matrix },
): void {
  if (n === 0) return;
  const identity = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
  const inverse = bench.matrix(identity, n, n);
  solve(inverse);
  const exact =
    normInfinity(transpose(a, n, n), n, n) * normInfinity(transpose(inverse.read(), n, n), n, n);
  expect(estimate).toBeLessThanOrEqual(exact * (1 + 1e-6));
  expect(estimate).toBeGreaterThanOrEqual(exact / 10);
}
