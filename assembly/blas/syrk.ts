import { COLUMNS, DEPTH, PACK_FROM, ROWS } from "./blocking";
import { lowerBlock } from "./gemm/block";
import { evenly } from "./gemm/gemm";
import { packColumns, packRows } from "./gemm/pack";
import { packedA, packedB } from "./gemm/scratch";
import { mirror } from "./mirror";
import { scaleOrZero } from "./scaleOrZero";

/**
 * C ← alpha·op(A)·diag(weights)·op(A)ᵀ + beta·C, C n×n symmetric: its lower triangle is read, both are written.
 * trans = 0: A is n×k; trans = 1: A is k×n (C = AᵀDA). weights = 0 (no pointer) means D = I; they may be negative.
 * Sums run as in gemm; entry (i, j) adds (weight·aᵢ)·aⱼ, i ≥ j.
 */
export function syrk(
  trans: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  weights: usize,
  beta: f64,
  c: usize,
  cRow: i32,
): void {
  const cBytes = (<usize>cRow) << 3;
  if (k <= 0) {
    for (let i = 0; i < n; i++) scaleOrZero(i + 1, beta, c + <usize>i * cBytes, 1);
  }
  lowerSyrk(trans, n, k, alpha, a, aRow, weights, beta, c, cRow);
  mirror(n, c, cBytes);
}

/** The lower triangle only; the strict upper one is neither read nor written. k ≥ 1, or nothing is done. */
export function lowerSyrk(
  trans: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  weights: usize,
  beta: f64,
  c: usize,
  cRow: i32,
): void {
  const cBytes = (<usize>cRow) << 3;
  const depth = evenly(k, DEPTH);
  for (let j = 0; j < n; j += COLUMNS) {
    const columns = min<i32>(COLUMNS, n - j);
    for (let p = 0; p < k; p += depth) {
      const steps = min<i32>(depth, k - p);
      const source = a + ((<usize>(trans ? p * aRow : p)) << 3);
      const inPlace = trans && n < PACK_FROM;
      const right = source + ((<usize>(trans ? j : j * aRow)) << 3);
      if (!trans) packRows(columns, steps, right, aRow, 0, packedB);
      else if (!inPlace) packColumns(columns, steps, right, aRow, 0, packedB);
      const w = weights ? weights + ((<usize>p) << 3) : 0;
      rowBlocks(
        trans,
        n,
        j,
        columns,
        steps,
        alpha,
        source,
        aRow,
        w,
        inPlace,
        p === 0 ? beta : 1,
        c,
        cBytes,
      );
    }
  }
}

function rowBlocks(
  trans: i32,
  n: i32,
  j: i32,
  columns: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  weights: usize,
  inPlace: i32,
  beta: f64,
  c: usize,
  cBytes: usize,
): void {
  const bLine: usize = inPlace ? 8 : (<usize>k) << 3;
  const bStep: usize = inPlace ? (<usize>aRow) << 3 : 0;
  const right = inPlace ? a + ((<usize>j) << 3) : packedB;
  for (let i = j; i < n; i += ROWS) {
    const rows = min<i32>(ROWS, n - i);
    // Without weights the left operand is the right one, as far as that is packed.
    const shared = !weights && i + rows <= j + columns;
    const source = a + ((<usize>(trans ? i : i * aRow)) << 3);
    if (!shared) {
      if (trans) packColumns(rows, k, source, aRow, weights, packedA);
      else packRows(rows, k, source, aRow, weights, packedA);
    }
    const left = shared ? right + <usize>(i - j) * bLine : packedA;
    const aLine = shared ? bLine : (<usize>k) << 3;
    const aStep = shared ? bStep : 0;
    lowerBlock(
      rows,
      columns,
      i - j,
      k,
      alpha,
      left,
      aLine,
      aStep,
      right,
      bLine,
      bStep,
      beta,
      c + <usize>i * cBytes + ((<usize>j) << 3),
      cBytes,
    );
  }
}
