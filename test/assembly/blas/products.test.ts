import { describe, expect, test } from "vitest";
import { gamma, magnitude, product, transpose } from "../../reference/matrix.ts";
import { random, randomVector } from "../../reference/random.ts";
import { guarded } from "../guarded.ts";
import { builds } from "../wasm.ts";

/** |value − exact| ≤ 2·γ·size entry by entry. */
function expectWithin(
  value: Float64Array,
  exact: Float64Array,
  size: Float64Array,
  depth: number,
): void {
  for (let i = 0; i < exact.length; i++) {
    const error = Math.abs(value[i]! - exact[i]!);
    if (!(error <= 2 * gamma(depth) * size[i]!))
      expect.fail(`entry ${i}: ${value[i]} ≠ ${exact[i]}`);
  }
}

const combine = (x: Float64Array, alpha: number, y: Float64Array, beta: number): Float64Array =>
  x.map((value, i) => alpha * value + beta * y[i]!);

/** Every size 0…9, then random ones up to 130. */
function shapes(count: number, seed: number): [number, number, number][] {
  const next = random(seed);
  const size = () => Math.floor(((next() + 1) / 2) * 131);
  const small = Array.from({ length: 1000 }, (_, i) => [
    i % 10,
    Math.floor(i / 10) % 10,
    Math.floor(i / 100),
  ]);
  return [...small, ...Array.from({ length: count }, () => [size(), size(), size()])] as [
    number,
    number,
    number,
  ][];
}

const factors = [
  [1, 0],
  [-0.7, 1],
  [1.3, -0.4],
] as const;

describe.each(builds)("products, %s build", (build) => {
  test.each([0, 1, 2, 3])("gemm stays within γ of the definition, transposes %i", (mode) => {
    const [transA, transB] = [mode & 1, mode >> 1];
    shapes(60, mode).forEach(([m, n, k], index) => {
      const [alpha, beta] = factors[index % 3]!;
      const [as, bs, cs] = [
        randomVector(m * k, 1 + index),
        randomVector(k * n, 2 + index),
        randomVector(m * n, 3),
      ];
      const exact = combine(product(as, bs, m, n, k), alpha, cs, beta);
      const size = combine(
        product(magnitude(as), magnitude(bs), m, n, k),
        Math.abs(alpha),
        magnitude(cs),
        Math.abs(beta),
      );
      guarded(build, (kernels, bench) => {
        const [skew, pad] = [index % 2, index % 4];
        const a = transA
          ? bench.matrix(transpose(as, m, k), k, m, m + pad, skew)
          : bench.matrix(as, m, k, k + pad, skew);
        const b = transB
          ? bench.matrix(transpose(bs, k, n), n, k, k + pad)
          : bench.matrix(bs, k, n, n + pad);
        const before = beta === 0 ? cs.map(() => Number.NaN) : cs;
        const c = bench.matrix(before, m, n, n + (index % 3), skew);
        kernels.gemm!(
          transA,
          transB,
          m,
          n,
          k,
          alpha,
          a.pointer,
          a.row,
          b.pointer,
          b.row,
          beta,
          c.pointer,
          c.row,
        );
        expectWithin(c.read(), exact, size, k + 3);
      });
    });
  });

  test.each([0, 1])(
    "syrk, weighted and not, stays within γ of the definition, trans %i",
    (trans) => {
      shapes(60, trans).forEach(([n, , k], index) => {
        const [alpha, beta] = factors[index % 3]!;
        const as = randomVector(n * k, 1 + index);
        const ds = randomVector(k, 7 + index);
        const weighted = index % 2 === 1;
        const scaled = as.map((value, i) => (weighted ? value * ds[i % k]! : value));
        const raw = randomVector(n * n, 9);
        const cs = combine(raw, 1, transpose(raw, n, n), 1);
        const exact = combine(product(scaled, transpose(as, n, k), n, n, k), alpha, cs, beta);
        const size = combine(
          product(magnitude(scaled), magnitude(transpose(as, n, k)), n, n, k),
          Math.abs(alpha),
          magnitude(cs),
          Math.abs(beta),
        );
        guarded(build, (kernels, bench) => {
          const a = trans
            ? bench.matrix(transpose(as, n, k), k, n, n + (index % 4))
            : bench.matrix(as, n, k, k + (index % 4));
          const d = bench.matrix(ds, k, 1, 1, index % 2);
          const c = bench.matrix(beta === 0 ? cs.map(() => Number.NaN) : cs, n, n, n + (index % 3));
          kernels.syrk!(
            trans,
            n,
            k,
            alpha,
            a.pointer,
            a.row,
            weighted ? d.pointer : 0,
            beta,
            c.pointer,
            c.row,
          );
          expectWithin(c.read(), exact, size, k + 4);
          expect(transpose(c.read(), n, n)).toEqual(c.read());
        });
      });
    },
  );

  test("gemv, gemvT and ger stay within γ of the definition", () => {
    shapes(100, 5).forEach(([m, n, step], index) => {
      const xStep = (step % 3) + 1;
      const [alpha, beta] = factors[index % 3]!;
      const [as, xs, ys] = [randomVector(m * n, index), randomVector(n, 5), randomVector(m, 6)];
      const before = beta === 0 ? ys.map(() => Number.NaN) : ys;
      const exact = combine(product(as, xs, m, 1, n), alpha, ys, beta);
      const size = combine(
        product(magnitude(as), magnitude(xs), m, 1, n),
        Math.abs(alpha),
        magnitude(ys),
        Math.abs(beta),
      );
      guarded(build, (kernels, bench) => {
        const a = bench.matrix(as, m, n, n + (index % 4), index % 2);
        const x = bench.matrix(xs, n, 1, xStep);
        const y = bench.matrix(before, m, 1, (step % 2) + 1);
        kernels.gemv!(m, n, alpha, a.pointer, a.row, x.pointer, xStep, beta, y.pointer, y.row);
        expectWithin(y.read(), exact, size, n + 3);
        const at = bench.matrix(transpose(as, m, n), n, m, m + (index % 4));
        const yt = bench.matrix(before, m, 1, xStep);
        kernels.gemvT!(n, m, alpha, at.pointer, at.row, x.pointer, xStep, beta, yt.pointer, xStep);
        expectWithin(yt.read(), exact, size, n + 3);
        kernels.ger!(m, n, alpha, yt.pointer, xStep, x.pointer, xStep, a.pointer, a.row);
        const left = yt.read();
        const outer = product(left, xs, m, n, 1);
        expectWithin(
          a.read(),
          combine(outer, alpha, as, 1),
          combine(magnitude(outer), Math.abs(alpha), magnitude(as), 1),
          3,
        );
      });
    });
  });
});
