import { COLUMNS, DEPTH, PACK_FROM, ROWS } from "../blocking";
import { scaleOrZero } from "../scaleOrZero";
import { block } from "./block";
import { packColumns, packRows } from "./pack";
import { packedA, packedB } from "./scratch";

/**
 * C ← alpha·op(A)·op(B) + beta·C, op(A) m×k, op(B) k×n, all row-major; trans* = 1 transposes. C overlaps neither A nor
 * B; beta = 0: C is not read. Sums run over k in order, in blocks of at most DEPTH that are added to C one by one.
 *
 * Loops after Goto & van de Geijn (2008): columns of C, depth, rows of C. An operand whose lines are contiguous along
 * the tile (A transposed, B not) is read in place while it is small.
 */
export function gemm(
  transA: i32,
  transB: i32,
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  b: usize,
  bRow: i32,
  beta: f64,
  c: usize,
  cRow: i32,
): void {
  if (m <= 0 || n <= 0) return;
  const cBytes = (<usize>cRow) << 3;
  if (k <= 0) {
    for (let i = 0; i < m; i++) scaleOrZero(n, beta, c + <usize>i * cBytes, 1);
    return;
  }
  const depth = evenly(k, DEPTH);
  for (let j = 0; j < n; j += COLUMNS) {
    const columns = min<i32>(COLUMNS, n - j);
    for (let p = 0; p < k; p += depth) {
      const steps = min<i32>(depth, k - p);
      const right = b + ((<usize>(transB ? j * bRow + p : p * bRow + j)) << 3);
      const inPlace = !transB && m < PACK_FROM;
      if (transB) packRows(columns, steps, right, bRow, 0, packedB);
      else if (!inPlace) packColumns(columns, steps, right, bRow, 0, packedB);
      rowBlocks(
        transA,
        m,
        columns,
        steps,
        alpha,
        a + ((<usize>(transA ? p * aRow : p)) << 3),
        aRow,
        inPlace ? right : packedB,
        inPlace ? 8 : (<usize>steps) << 3,
        inPlace ? (<usize>bRow) << 3 : 0,
        p === 0 ? beta : 1,
        c + ((<usize>j) << 3),
        cBytes,
      );
    }
  }
}

/** Largest block ≤ limit that divides `total` into equal parts, a multiple of 4 if there is more than one. */
export function evenly(total: i32, limit: i32): i32 {
  if (total <= limit) return total;
  const parts = (total + limit - 1) / limit;
  return ((total + parts - 1) / parts + 3) & ~3;
}

function rowBlocks(
  transA: i32,
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  b: usize,
  bLine: usize,
  bStep: usize,
  beta: f64,
  c: usize,
  cBytes: usize,
): void {
  const inPlace = transA && n < PACK_FROM;
  for (let i = 0; i < m; i += ROWS) {
    const rows = min<i32>(ROWS, m - i);
    const left = a + ((<usize>(transA ? i : i * aRow)) << 3);
    if (!transA) packRows(rows, k, left, aRow, 0, packedA);
    else if (!inPlace) packColumns(rows, k, left, aRow, 0, packedA);
    block(
      rows,
      n,
      k,
      alpha,
      inPlace ? left : packedA,
      inPlace ? 8 : (<usize>k) << 3,
      inPlace ? (<usize>aRow) << 3 : 0,
      b,
      bLine,
      bStep,
      beta,
      c + <usize>i * cBytes,
      cBytes,
    );
  }
}
