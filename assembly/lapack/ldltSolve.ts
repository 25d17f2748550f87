import { at } from "../blas/at";
import { swap } from "../blas/swap";
import { trsm } from "../blas/trsm";

/** B ← A⁻¹·B from ldlt(); B n×nrhs. */
export function ldltSolve(
  n: i32,
  nrhs: i32,
  a: usize,
  aRow: i32,
  pivots: usize,
  b: usize,
  bRow: i32,
): void {
  for (let k = 0; k < n; k++) exchangeRow(k, nrhs, pivots, b, bRow);
  trsm(0, 0, 0, 1, n, nrhs, 1, a, aRow, b, bRow);
  solveDiagonal(n, nrhs, a, aRow, pivots, b, bRow);
  trsm(0, 0, 1, 1, n, nrhs, 1, a, aRow, b, bRow);
  for (let k = n - 1; k >= 0; k--) exchangeRow(k, nrhs, pivots, b, bRow);
}

/** Number of negative eigenvalues of A (Sylvester: of D) from ldlt(). */
export function ldltInertia(n: i32, a: usize, aRow: i32, pivots: usize): i32 {
  let negative = 0;
  let k = 0;
  while (k < n) {
    const d11 = load<f64>(at(a, aRow, k, k));
    if (load<i32>(pivots + ((<usize>k) << 2)) >= 0) {
      if (d11 < 0) negative++;
      k++;
      continue;
    }
    const off = load<f64>(at(a, aRow, k, k + 1));
    const d22 = load<f64>(at(a, aRow, k + 1, k + 1));
    // The determinant divided by off²: off is the largest entry of the block.
    const determinant = (d11 / off) * (d22 / off) - 1;
    if (determinant < 0) negative++;
    else if (d11 + d22 < 0) negative += 2;
    k += 2;
  }
  return negative;
}

function exchangeRow(k: i32, nrhs: i32, pivots: usize, b: usize, bRow: i32): void {
  const pivot = load<i32>(pivots + ((<usize>k) << 2));
  const p = pivot < 0 ? ~pivot : pivot;
  if (p !== k) swap(nrhs, at(b, bRow, k, 0), 1, at(b, bRow, p, 0), 1);
}

/** B ← D⁻¹·B. */
function solveDiagonal(
  n: i32,
  nrhs: i32,
  a: usize,
  aRow: i32,
  pivots: usize,
  b: usize,
  bRow: i32,
): void {
  let k = 0;
  while (k < n) {
    const d11 = load<f64>(at(a, aRow, k, k));
    if (load<i32>(pivots + ((<usize>k) << 2)) >= 0) {
      for (let j = 0; j < nrhs; j++)
        store<f64>(at(b, bRow, k, j), load<f64>(at(b, bRow, k, j)) / d11);
      k++;
      continue;
    }
    const off = load<f64>(at(a, aRow, k, k + 1));
    const e11 = load<f64>(at(a, aRow, k + 1, k + 1)) / off;
    const e22 = d11 / off;
    const scale = 1 / (e11 * e22 - 1);
    for (let j = 0; j < nrhs; j++) {
      const x = load<f64>(at(b, bRow, k, j)) / off;
      const y = load<f64>(at(b, bRow, k + 1, j)) / off;
      store<f64>(at(b, bRow, k, j), scale * (e11 * x - y));
      store<f64>(at(b, bRow, k + 1, j), scale * (e22 * y - x));
    }
    k += 2;
  }
}
