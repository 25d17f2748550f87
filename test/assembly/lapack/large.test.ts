import { describe, expect, test } from "vitest";
import { product, transpose, triangle } from "../../reference/matrix.ts";
import { randomVector } from "../../reference/random.ts";
import { type Bench, guarded, type Matrix } from "../guarded.ts";
import { builds, type Kernel } from "../wasm.ts";

// Sizes that take every block of the code. A residual is looked at through products with a few vectors, which shows a
// wrong block as well as the matrix itself would, in n² operations.
const sizes = [257, 300, 515, 1024];
const epsilon = 2 ** -52;
const optimised = builds.filter((build) => build !== "debug");

const norm = (x: Float64Array): number =>
  x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const apply = (a: Float64Array, x: Float64Array): Float64Array =>
  product(a, x, x.length, 1, x.length);
const applyT = (a: Float64Array, x: Float64Array): Float64Array => {
  const n = x.length;
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) y[j] = y[j]! + a[i * n + j]! * x[i]!;
  return y;
};
const close = (x: Float64Array, y: Float64Array, size: number): void => {
  const n = x.length;
  expect(norm(x.map((value, i) => value - y[i]!))).toBeLessThanOrEqual(16 * n * epsilon * size);
};

/** Symmetric, entries of about 1, `shift` added to the diagonal. */
const symmetric = (n: number, shift: number): Float64Array => {
  const a = randomVector(n * n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
    a[i * (n + 1)]! += shift;
  }
  return a;
};

const run = (
  build: (typeof builds)[number],
  n: number,
  body: (kernels: Record<string, Kernel>, bench: Bench, x: Float64Array) => void,
) => guarded(build, (kernels, bench) => body(kernels, bench, randomVector(n, 5)));

describe.each(optimised)("large matrices, %s build", (build) => {
  test.each(sizes)("gemm and syrk, n = %i: products with a vector agree", (n) => {
    run(build, n, (kernels, bench, x) => {
      const [as, bs] = [randomVector(n * n, 1), randomVector(n * n, 2)];
      const [a, b] = [bench.matrix(as, n, n), bench.matrix(bs, n, n)];
      const c = bench.matrix(as, n, n);
      for (const [transA, transB] of [
        [0, 0],
        [1, 1],
      ] as const) {
        kernels.gemm!(transA, transB, n, n, n, 1, a.pointer, n, b.pointer, n, 0, c.pointer, n);
        const inner = transB ? applyT(bs, x) : apply(bs, x);
        close(apply(c.read(), x), transA ? applyT(as, inner) : apply(as, inner), n * n);
      }
      kernels.syrk!(1, n, n, 1, a.pointer, n, b.pointer, 0, c.pointer, n);
      close(
        apply(c.read(), x),
        applyT(
          as,
          apply(as, x).map((value, i) => value * bs[i]!),
        ),
        n * n,
      );
      const result = c.read();
      const flipped = transpose(result, n, n);
      expect(result.findIndex((value, i) => value !== flipped[i])).toBe(-1);
    });
  });

  test.each(sizes)("cholesky, n = %i: A·x = L·(Lᵀ·x)", (n) => {
    run(build, n, (kernels, bench, x) => {
      const as = symmetric(n, 2 * n);
      const a = bench.matrix(as, n, n, n + 1);
      expect(kernels.cholesky!(n, a.pointer, a.row)).toBe(0);
      const l = triangle(a.read(), n, false, false);
      close(apply(l, applyT(l, x)), apply(as, x), 3 * n);
      checkSolve(bench, as, x, (b) => {
        kernels.choleskySolve!(n, 1, a.pointer, a.row, b.pointer, 1);
      });
    });
  });

  test.each(sizes)("cholesky, n = %i, stops at a bad pivot in any block", (n) => {
    run(build, n, (kernels, bench) => {
      for (const bad of [130, 256, n - 1]) {
        const as = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 2 : 0));
        as[bad * (n + 1)] = -1;
        expect(kernels.cholesky!(n, bench.matrix(as, n, n).pointer, n)).toBe(bad + 1);
        if (n > 600) return;
      }
    });
  });

  test.each(sizes)("lu and ldlt, n = %i: solutions leave small residuals", (n) => {
    run(build, n, (kernels, bench, x) => {
      const pivots = bench.integers(n);
      const as = randomVector(n * n, 3);
      const a = bench.matrix(as, n, n);
      expect(kernels.lu!(n, a.pointer, n, pivots.pointer)).toBe(0);
      checkSolve(bench, as, x, (b) => {
        kernels.luSolve!(0, n, 1, a.pointer, n, pivots.pointer, b.pointer, 1);
      });
      // Zeros on the diagonal: every step is 2×2 or exchanges.
      const indefinite = symmetric(n, 0).map((value, at) => (at % (n + 1) === 0 ? 0 : value));
      const s = bench.matrix(indefinite, n, n, n + 1);
      expect(kernels.ldlt!(n, s.pointer, s.row, pivots.pointer)).toBe(0);
      checkSolve(bench, indefinite, x, (b) => {
        kernels.ldltSolve!(n, 1, s.pointer, s.row, pivots.pointer, b.pointer, 1);
      });
    });
  });
});

/** ‖A·y − b‖ ≤ 16·n·ε·(‖A‖·‖y‖ + ‖b‖). */
function checkSolve(
  bench: Bench,
  a: Float64Array,
  b: Float64Array,
  solve: (b: Matrix) => void,
): void {
  const n = b.length;
  const y = bench.matrix(b, n, 1);
  solve(y);
  close(apply(a, y.read()), b, n * norm(y.read()) * norm(a) + norm(b));
}
