import { view } from "../core/arena.ts";
import { kernels } from "../core/instance.ts";
import type { Value } from "../value/value.ts";
import { borrowing, place, room } from "./buffer.ts";
import { symmetrised } from "./cholesky.ts";
import { eigensystem } from "./eigensystem.ts";
import { square } from "./matrix.ts";

/** Options of {@link smallestEigenvalue}. */
export interface LanczosOptions {
  /** Stop when the error bound is below this times the norm of A; 10⁻¹⁰ if not given. */
  readonly tolerance?: number;
  /** Products with A at most; 200 if not given, and never more than rows. */
  readonly maxIterations?: number;
}

/** An eigenvalue with the bound |value − λ| ≤ errorBound for some eigenvalue λ of A. */
export interface Extreme {
  readonly value: number;
  readonly errorBound: number;
  readonly iterations: number;
}

/**
 * The smallest eigenvalue of a symmetric matrix, by Lanczos with full reorthogonalisation from a fixed start.
 *
 * One product with A per iteration, 2n² flops: for matrices too large for {@link eigSym}. When the bound is above the
 * tolerance at the end, the value is an upper bound of the smallest eigenvalue, still with the error it states.
 */
export function smallestEigenvalue(a: Value, options: LanczosOptions = {}): Extreme {
  const { tolerance = 1e-10, maxIterations = 200 } = options;
  const { data, rows: n } = square(a, "smallestEigenvalue", "A");
  const steps = Math.min(n, maxIterations);
  return borrowing((keep) => {
    const matrix = keep(place(symmetrised(data, n)));
    const basis = keep(room((steps + 1) * n));
    const work = keep(room(steps + 1));
    const [diagonal, off]: [number[], number[]] = [[], []];
    const norm = kernels.norm1(n, n, matrix, n);
    start(n, basis);
    let best: Extreme = { value: Number.NaN, errorBound: Number.POSITIVE_INFINITY, iterations: 0 };
    for (let k = 0; k < steps; k++) {
      const [q, next] = [basis + 8 * k * n, basis + 8 * (k + 1) * n];
      kernels.gemv(n, n, 1, matrix, n, q, 1, 0, next, 1);
      diagonal.push(kernels.dot(n, q, 1, next, 1));
      // Twice is enough (Kahan): the basis stays orthogonal to rounding.
      for (let pass = 0; pass < 2; pass++) {
        kernels.gemv(k + 1, n, 1, basis, n, next, 1, 0, work, 1);
        kernels.gemvT(k + 1, n, -1, basis, n, work, 1, 1, next, 1);
      }
      const beta = kernels.nrm2(n, next, 1);
      const { value, last } = smallestRitz(diagonal, off);
      best = { value, errorBound: beta * Math.abs(last), iterations: k + 1 };
      if (best.errorBound <= tolerance * norm || beta <= 2 ** -52 * norm) break;
      off.push(beta);
      kernels.scal(n, 1 / beta, next, 1);
    }
    return best;
  });
}

/** A unit vector without structure: no eigenvector is orthogonal to it by symmetry. */
function start(n: number, pointer: number): void {
  const numbers = view();
  for (let i = 0; i < n; i++) numbers[pointer / 8 + i] = 1 + Math.abs(((i + 1) * 0.6180339887) % 1);
  kernels.scal(n, 1 / kernels.nrm2(n, pointer, 1), pointer, 1);
}

/** Smallest eigenvalue of the tridiagonal matrix, and the last entry of its unit eigenvector. */
function smallestRitz(
  diagonal: readonly number[],
  off: readonly number[],
): { value: number; last: number } {
  const n = diagonal.length;
  const dense = new Float64Array(n * n);
  diagonal.forEach((value, i) => {
    dense[i * (n + 1)] = value;
    if (i > 0) dense[i * n + i - 1] = off[i - 1]!;
  });
  const { values, vectors } = eigensystem(n, dense);
  return { value: values[0]!, last: vectors[(n - 1) * n]! };
}
