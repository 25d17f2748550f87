import { at } from "../blas/at";
import { axpy } from "../blas/axpy";
import { iamax } from "../blas/iamax";
import { swap } from "../blas/swap";
import { trsm } from "../blas/trsm";

/**
 * P·A = L·U in place (unit L below the diagonal, U on and above), partial pivoting.
 * pivots: n i32; step j exchanged rows j and pivots[j]. Returns 0, or 1 + the first exactly zero or NaN pivot;
 * the factorization is completed around zero pivots, so U shows them.
 */
export function lu(n: i32, a: usize, aRow: i32, pivots: usize): i32 {
  let status = 0;
  for (let j = 0; j < n; j++) {
    const p = j + iamax(n - j, at(a, aRow, j, j), aRow);
    store<i32>(pivots + ((<usize>j) << 2), p);
    if (p !== j) swap(n, at(a, aRow, j, 0), 1, at(a, aRow, p, 0), 1);
    const pivot = load<f64>(at(a, aRow, j, j));
    if (pivot === 0 || isNaN<f64>(pivot)) {
      if (status === 0) status = j + 1;
      continue;
    }
    for (let i = j + 1; i < n; i++) {
      const factor = load<f64>(at(a, aRow, i, j)) / pivot;
      store<f64>(at(a, aRow, i, j), factor);
      axpy(n - j - 1, -factor, at(a, aRow, j, j + 1), 1, at(a, aRow, i, j + 1), 1);
    }
  }
  return status;
}

/** B ← op(A)⁻¹·B from lu(); trans = 1 solves with Aᵀ. B n×nrhs. */
export function luSolve(
  trans: i32,
  n: i32,
  nrhs: i32,
  a: usize,
  aRow: i32,
  pivots: usize,
  b: usize,
  bRow: i32,
): void {
  if (!trans) {
    exchangeRows(n, nrhs, pivots, b, bRow, 1);
    trsm(0, 0, 0, 1, n, nrhs, 1, a, aRow, b, bRow);
    trsm(0, 1, 0, 0, n, nrhs, 1, a, aRow, b, bRow);
  } else {
    trsm(0, 1, 1, 0, n, nrhs, 1, a, aRow, b, bRow);
    trsm(0, 0, 1, 1, n, nrhs, 1, a, aRow, b, bRow);
    exchangeRows(n, nrhs, pivots, b, bRow, 0);
  }
}

/** Applies the row exchanges of lu() to B, first to last or last to first. */
function exchangeRows(n: i32, nrhs: i32, pivots: usize, b: usize, bRow: i32, forward: i32): void {
  for (let count = 0; count < n; count++) {
    const i = forward ? count : n - 1 - count;
    const p = load<i32>(pivots + ((<usize>i) << 2));
    if (p !== i) swap(nrhs, at(b, bRow, i, 0), 1, at(b, bRow, p, 0), 1);
  }
}
