import { describe, expect, test } from "vitest";
import { gamma, magnitude, product, transpose, triangle } from "../../reference/matrix.ts";
import { random, randomVector } from "../../reference/random.ts";
import { guarded } from "../guarded.ts";
import { builds } from "../wasm.ts";

const next = random(11);
const size = () => Math.floor(((next() + 1) / 2) * 131);
const shapes = [
  ...Array.from({ length: 100 }, (_, i) => [i % 10, Math.floor(i / 10)] as const),
  ...Array.from({ length: 15 }, () => [size(), size()] as const),
];

/** Random triangles grow like 2ⁿ when inverted: a heavy diagonal keeps the residual test meaningful. */
const triangular = (n: number, seed: number): Float64Array =>
  randomVector(n * n, seed).map((value, at) =>
    at % (n + 1) === 0 ? 2 + value : value / Math.sqrt(n),
  );

/** |op(T)·X − alpha·B| ≤ γ·|T|·|X|: the componentwise bound of substitution (Higham, theorem 8.5). */
function expectSolved(
  t: Float64Array,
  x: Float64Array,
  b: Float64Array,
  m: number,
  n: number,
): void {
  const left = product(t, x, m, n, m);
  const bound = product(magnitude(t), magnitude(x), m, n, m);
  for (let i = 0; i < b.length; i++) {
    if (!(Math.abs(left[i]! - b[i]!) <= 3 * gamma(m + 3) * bound[i]!)) {
      expect.fail(`entry ${i} of ${m}×${n}: ${left[i]} ≠ ${b[i]}`);
    }
  }
}

describe.each(builds)("triangular solves, %s build", (build) => {
  describe.each([0, 1, 2, 3, 4, 5, 6, 7])("upper, trans, unit = bits of %i", (bits) => {
    const [upper, trans, unit] = [bits & 1, (bits >> 1) & 1, bits >> 2];
    test.each([0, 1])("trsm, right = %i, reads only its triangle", (right) => {
      shapes.forEach(([m, n], index) => {
        const order = right ? n : m;
        const alpha = index % 2 ? 1 : -1.5;
        const as = triangular(order, index);
        const t = triangle(as, order, upper === 1, unit === 1);
        // What may not be read is NaN.
        const stored = as.map((value, at) =>
          t[at] === 0 || (unit && at % (order + 1) === 0) ? Number.NaN : value,
        );
        const bs = randomVector(m * n, 3 + index);
        guarded(build, (kernels, bench) => {
          const a = bench.matrix(stored, order, order, order + (index % 3), index % 2);
          const b = bench.matrix(bs, m, n, n + (index % 4), index % 2);
          kernels.trsm!(right, upper, trans, unit, m, n, alpha, a.pointer, a.row, b.pointer, b.row);
          const op = trans ? transpose(t, order, order) : t;
          const scaled = bs.map((value) => alpha * value);
          if (!right) expectSolved(op, b.read(), scaled, m, n);
          else
            expectSolved(
              transpose(op, n, n),
              transpose(b.read(), m, n),
              transpose(scaled, m, n),
              n,
              m,
            );
        });
      });
    });

    test("trsv with any step", () => {
      for (const n of [0, 1, 2, 3, 4, 5, 8, 13, 31, 64, 100, 130])
        for (const step of [1, 2])
          guarded(build, (kernels, bench) => {
            const as = triangular(n, n);
            const t = triangle(as, n, upper === 1, unit === 1);
            const xs = randomVector(n, n);
            const a = bench.matrix(as, n, n, n + step);
            const x = bench.matrix(xs, n, 1, step);
            kernels.trsv!(upper, trans, unit, n, a.pointer, a.row, x.pointer, step);
            expectSolved(trans ? transpose(t, n, n) : t, x.read(), xs, n, 1);
          });
    });
  });
});
