import { at } from "../blas/at";
import { dot } from "../blas/dot";
import { trsm } from "../blas/trsm";

/**
 * A = L·Lᵀ in place in the lower triangle; the strict upper triangle is neither read nor written.
 * Returns 0, or 1 + the row of the first pivot that is not positive (NaN included); rows before it hold L.
 */
export function cholesky(n: i32, a: usize, aRow: i32): i32 {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const value =
        load<f64>(at(a, aRow, i, j)) - dot(j, at(a, aRow, i, 0), 1, at(a, aRow, j, 0), 1);
      store<f64>(at(a, aRow, i, j), value / load<f64>(at(a, aRow, j, j)));
    }
    const row = at(a, aRow, i, 0);
    const pivot = load<f64>(at(a, aRow, i, i)) - dot(i, row, 1, row, 1);
    if (!(pivot > 0)) return i + 1;
    store<f64>(at(a, aRow, i, i), sqrt<f64>(pivot));
  }
  return 0;
}

/** B ← (L·Lᵀ)⁻¹·B, B n×nrhs. */
export function choleskySolve(n: i32, nrhs: i32, l: usize, lRow: i32, b: usize, bRow: i32): void {
  trsm(0, 0, 0, 0, n, nrhs, 1, l, lRow, b, bRow);
  trsm(0, 0, 1, 0, n, nrhs, 1, l, lRow, b, bRow);
}
