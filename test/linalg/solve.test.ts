import { expect, test } from "vitest";
import { type Matrix, solve } from "../../src/linalg/index.ts";
import { normInfinity, product, symmetric, transpose } from "../reference/matrix.ts";
import { randomVector } from "../reference/random.ts";

const epsilon = 2 ** -52;
const matrix = (data: Float64Array, rows: number, columns: number): Matrix => ({
  data,
  shape: [rows, columns],
});

/** A matrix of condition about 10^digits: H₁·diag·H₂ with two reflections. */
function conditioned(n: number, digits: number, seed: number, signs = false): Float64Array {
  const reflect = (seed2: number): Float64Array => {
    const v = randomVector(n, seed2);
    const size = v.reduce((s, x) => s + x * x, 0);
    return Float64Array.from(
      { length: n * n },
      (_, at) => (at % (n + 1) === 0 ? 1 : 0) - (2 * v[Math.floor(at / n)]! * v[at % n]!) / size,
    );
  };
  const q = reflect(seed);
  const scaled = q.map(
    (value, at) => value * 10 ** ((-digits * (at % n)) / (n - 1)) * (signs && at % 2 ? -1 : 1),
  );
  return product(scaled, transpose(q, n, n), n, n, n);
}

test("solves leave residuals of n·ε, ill-conditioned and indefinite matrices included", () => {
  for (const n of [2, 5, 33, 200, 300]) {
    for (const digits of [2, 14]) {
      const b = randomVector(n, 3);
      const small = (a: Float64Array, x: Float64Array) => {
        const residual = product(a, x, n, 1, n).map((value, i) => value - b[i]!);
        const bound = 8 * n * epsilon * (normInfinity(a, n, n) * normInfinity(x, n, 1) + 1);
        expect(normInfinity(residual, n, 1)).toBeLessThanOrEqual(bound);
      };
      const general = conditioned(n, digits, n);
      small(general, solve(matrix(general, n, n), b) as Float64Array);
      const indefinite = symmetric(conditioned(n, digits, n, true), n);
      small(indefinite, solve(matrix(indefinite, n, n), b, { kind: "symmetric" }) as Float64Array);
      const definite = symmetric(conditioned(n, Math.min(digits, 12), n), n);
      small(definite, solve(matrix(definite, n, n), b, { kind: "spd" }) as Float64Array);
    }
  }
});
