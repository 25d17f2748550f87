import { COLUMNS, ROWS } from "./blocking";
import { lowerBlock } from "./gemm/block";
import { packColumns, packRows } from "./gemm/pack";
import { packedA, packedB } from "./gemm/scratch";

/**
 * C ← alpha·A·B + C on and below the diagonal of C, n×n; A n×k, B k×n, 1 ≤ k ≤ DEPTH. For updates whose result is known
 * to be symmetric: the strict upper triangle of C is neither read nor written.
 */
export function lowerProduct(
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  b: usize,
  bRow: i32,
  c: usize,
  cRow: i32,
): void {
  const line = (<usize>k) << 3;
  const cBytes = (<usize>cRow) << 3;
  for (let j = 0; j < n; j += COLUMNS) {
    const columns = min<i32>(COLUMNS, n - j);
    packColumns(columns, k, b + ((<usize>j) << 3), bRow, 0, packedB);
    for (let i = j; i < n; i += ROWS) {
      const rows = min<i32>(ROWS, n - i);
      packRows(rows, k, a + ((<usize>(i * aRow)) << 3), aRow, 0, packedA);
      const target = c + <usize>i * cBytes + ((<usize>j) << 3);
      lowerBlock(
        rows,
        columns,
        i - j,
        k,
        alpha,
        packedA,
        line,
        0,
        packedB,
        line,
        0,
        1,
        target,
        cBytes,
      );
    }
  }
}
