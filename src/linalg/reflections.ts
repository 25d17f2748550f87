import { view } from "../core/arena.ts";
import { kernels } from "../core/instance.ts";
import { hypotenuse } from "../value/hypotenuse.ts";
import { borrowing, room } from "./buffer.ts";

// Householder reflections Hⱼ = I − tauⱼ·v·vᵀ, v = (1, what is stored below the diagonal of column j). Addresses of
// row-major matrices without gaps; the products are kernels, and what only `echelon/linalg` needs is here.

/** A = Q·R in place, m ≥ n: R on and above the diagonal, its diagonal of either sign; tau: n numbers. */
export function reflections(m: number, n: number, a: number, tau: number): void {
  borrowing((keep) => {
    const work = keep(room(n));
    const x = view();
    for (let j = 0; j < n; j++) {
      const corner = a + 8 * (j * n + j);
      const factor = reflector(x, m - j, corner, n);
      x[tau / 8 + j] = factor;
      if (factor !== 0) reflect(m - j, n - j - 1, corner, n, factor, corner + 8, n, work);
    }
  });
}

/** B ← Qᵀ·B for m×sides B, reflection by reflection. */
export function reflected(
  m: number,
  n: number,
  sides: number,
  a: number,
  tau: number,
  b: number,
): void {
  borrowing((keep) => {
    const work = keep(room(sides));
    for (let j = 0; j < n; j++) {
      const factor = view()[tau / 8 + j]!;
      const [corner, top] = [a + 8 * (j * n + j), b + 8 * j * sides];
      if (factor !== 0) reflect(m - j, sides, corner, n, factor, top, sides, work);
    }
  });
}

/** Replaces the column at `first` by (beta, v₂, …); returns tau. */
function reflector(x: Float64Array, n: number, first: number, step: number): number {
  const tail = n > 1 ? kernels.nrm2(n - 1, first + 8 * step, step) : 0;
  if (tail === 0) return 0;
  const at = first / 8;
  const alpha = x[at]!;
  const norm = hypotenuse(alpha, tail);
  const beta = alpha > 0 ? -norm : norm;
  for (let i = 1; i < n; i++) x[at + i * step]! /= alpha - beta;
  x[at] = beta;
  return (beta - alpha) / beta;
}

/** C ← (I − tau·v·vᵀ)·C for m×n C; v = (1, the column below v's address). Row by row: uᵀ = tau·vᵀC, C ← C − v·uᵀ. */
function reflect(
  m: number,
  n: number,
  v: number,
  step: number,
  tau: number,
  c: number,
  row: number,
  u: number,
): void {
  if (n <= 0) return;
  const x = view();
  const kept = x[v / 8]!;
  x[v / 8] = 1;
  kernels.gemvT(m, n, tau, c, row, v, step, 0, u, 1);
  kernels.ger(m, n, -1, v, step, u, 1, c, row);
  x[v / 8] = kept;
}
