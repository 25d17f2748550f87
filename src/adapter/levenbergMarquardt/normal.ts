import { fail } from "../../error/fail.ts";
import { cholesky } from "../../linalg/cholesky.ts";
import { gemm } from "../../linalg/gemm.ts";
import { syrk } from "../../linalg/syrk.ts";

/** With fewer parameters the kernels' calls and copies take longer than the loops. */
const FEW = 12;

/** The damped normal equations and their solution. */
export interface Normal {
  /** (J·W·Jᵀ + damping·I)⁻¹ · right. */
  readonly change: Float64Array;
  /** J·(weighted residual). */
  readonly right: Float64Array;
}

/**
 * One step of Levenberg and Marquardt from the rows of J, one for each parameter.
 *
 * @throws ERR_NOT_FINITE, ERR_SINGULAR  numbers are no longer finite, or the matrix is not positive definite
 */
export function normalEquations(
  J: Float64Array,
  weights: Float64Array,
  residual: Float64Array,
  damping: number,
): Normal {
  const m = residual.length;
  const n = J.length / m;
  if (n < FEW) return small(J, weights, residual, damping);
  const rows = { data: J, shape: [n, m] };
  const matrix = syrk(rows, { weights });
  for (let k = 0; k < n; k++) matrix.data[k * (n + 1)]! += damping;
  const right = gemm(rows, residual).data;
  const factor = cholesky(matrix);
  const change = factor.solve(right) as Float64Array;
  factor.dispose();
  return { change, right };
}

/** The same in loops. */
function small(
  J: Float64Array,
  weights: Float64Array,
  residual: Float64Array,
  damping: number,
): Normal {
  const m = residual.length;
  const n = J.length / m;
  const matrix = new Float64Array(n * n);
  const right = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    for (let l = 0; l <= k; l++) {
      let sum = k === l ? damping : 0;
      for (let i = 0, a = k * m, b = l * m; i < m; i++, a++, b++)
        sum += weights[i]! * J[a]! * J[b]!;
      matrix[k * n + l] = sum;
    }
    let sum = 0;
    for (let i = 0, at = k * m; i < m; i++, at++) sum += J[at]! * residual[i]!;
    right[k] = sum;
  }
  return { change: solved(matrix, right, n), right };
}

/** The solution by L·Lᵀ, made in the lower triangle of the matrix. */
function solved(a: Float64Array, right: Float64Array, n: number): Float64Array {
  const x = right.slice();
  for (let k = 0; k < n; k++) {
    for (let l = 0; l <= k; l++) {
      let sum = a[k * n + l]!;
      for (let i = 0; i < l; i++) sum -= a[k * n + i]! * a[l * n + i]!;
      a[k * n + l] = l === k ? Math.sqrt(sum) : sum / a[l * n + l]!;
    }
    if (!(a[k * n + k]! > 0))
      fail("ERR_SINGULAR", { operation: "levenbergMarquardt", size: n, pivot: k });
    for (let i = 0; i < k; i++) x[k]! -= a[k * n + i]! * x[i]!;
    x[k]! /= a[k * n + k]!;
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let i = k + 1; i < n; i++) x[k]! -= a[i * n + k]! * x[i]!;
    x[k]! /= a[k * n + k]!;
  }
  return x;
}
