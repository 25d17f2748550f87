import { at } from "../blas/at";
import { packedB } from "../blas/gemm/scratch";
import { gemvT } from "../blas/gemv";
import { ger } from "../blas/ger";
import { nrm2 } from "../blas/nrm2";
import { trsm } from "../blas/trsm";
import { hypotenuse } from "./hypotenuse";

/**
 * A = Q·R by Householder reflections Hⱼ = I − tauⱼ·v·vᵀ, v = (1, stored below the diagonal); R on and above it.
 * A m×n; tau: min(m, n) f64. Diagonal entries of R may have either sign.
 */
export function qr(m: i32, n: i32, a: usize, aRow: i32, tau: usize): void {
  const steps = min<i32>(m, n);
  for (let j = 0; j < steps; j++) {
    const factor = reflector(m - j, at(a, aRow, j, j), aRow);
    store<f64>(tau + ((<usize>j) << 3), factor);
    if (factor !== 0)
      reflect(m - j, n - j - 1, at(a, aRow, j, j), aRow, factor, at(a, aRow, j, j + 1), aRow);
  }
}

/** Least squares min |A·x − b| for each column of B (m×nrhs, m ≥ n) from qr(): x is left in its first n rows. */
export function qrSolve(
  m: i32,
  n: i32,
  nrhs: i32,
  a: usize,
  aRow: i32,
  tau: usize,
  b: usize,
  bRow: i32,
): i32 {
  for (let j = 0; j < n; j++) {
    if (!(abs<f64>(load<f64>(at(a, aRow, j, j))) > 0)) return j + 1;
  }
  for (let j = 0; j < n; j++) {
    const factor = load<f64>(tau + ((<usize>j) << 3));
    if (factor !== 0)
      reflect(m - j, nrhs, at(a, aRow, j, j), aRow, factor, at(b, bRow, j, 0), bRow);
  }
  trsm(0, 1, 0, 0, n, nrhs, 1, a, aRow, b, bRow);
  return 0;
}

/** Replaces the column x by (beta, v₂, …); returns tau. */
function reflector(n: i32, x: usize, xStep: i32): f64 {
  const rest = x + ((<usize>xStep) << 3);
  const tail = n > 1 ? nrm2(n - 1, rest, xStep) : 0;
  if (tail === 0) return 0;
  const alpha = load<f64>(x);
  const norm = hypotenuse(alpha, tail);
  const beta = alpha > 0 ? -norm : norm;
  const scale = alpha - beta;
  for (let i = 0; i < n - 1; i++) {
    const target = rest + ((<usize>(i * xStep)) << 3);
    store<f64>(target, load<f64>(target) / scale);
  }
  store<f64>(x, beta);
  return (beta - alpha) / beta;
}

/** C ← (I − tau·v·vᵀ)·C for m×n C; v = (1, the column below v's address). Row by row: uᵀ = tau·vᵀC, C ← C − v·uᵀ. */
function reflect(m: i32, n: i32, v: usize, vStep: i32, tau: f64, c: usize, cRow: i32): void {
  if (n <= 0) return;
  const kept = load<f64>(v);
  store<f64>(v, 1);
  gemvT(m, n, tau, c, cRow, v, vStep, 0, packedB, 1);
  ger(m, n, -1, v, vStep, packedB, 1, c, cRow);
  store<f64>(v, kept);
}
