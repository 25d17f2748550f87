import { ROWS } from "../blocking";
import { microKernel4x4 } from "../gemm/microKernel4x4";
import { packedA } from "../gemm/scratch";
import { tile, tileWidth } from "../gemm/tile";
import { panelOf } from "./packTriangle";
import { solveColumns4x4, solveRows4x4, solveTile } from "./solveTile";

/** B ← L⁻¹·B for a packed triangle of m lines; row i of B is at b + i·bBytes (of either sign), n columns. */
export function solveLeft(m: i32, n: i32, triangle: usize, b: usize, bBytes: usize): void {
  let i = 0;
  while (i < m) {
    const rows = tileWidth(m - i);
    const panel = panelOf(triangle, m, i);
    const step = (<usize>rows) << 3;
    const square = panel + <usize>i * step;
    const line = b + <usize>i * bBytes;
    let j = 0;
    if (rows === 4) {
      for (; j + 4 <= n; j += 4) {
        const top = b + ((<usize>j) << 3);
        const x = line + ((<usize>j) << 3);
        if (i > 0) microKernel4x4(i, panel, 32, top, bBytes, -1, 1, x, bBytes);
        solveRows4x4(square, x, bBytes);
      }
    }
    while (j < n) {
      const columns = tileWidth(n - j);
      const x = line + ((<usize>j) << 3);
      if (i > 0)
        tile(rows, columns, i, panel, step, b + ((<usize>j) << 3), bBytes, -1, 1, x, bBytes);
      solveTile(square, rows, x, bBytes, columns, 8, 0);
      j += columns;
    }
    i += rows;
  }
}

/**
 * B ← B·L⁻ᵀ for a packed triangle of n lines, B m×n. forward = 1: line j is column j; forward = 0: line j is column
 * n − 1 − j. Uses packedA for the solved rows.
 */
export function solveRight(
  m: i32,
  n: i32,
  triangle: usize,
  b: usize,
  bBytes: usize,
  forward: i32,
): void {
  for (let i = 0; i < m; i += ROWS) {
    solveRowBlock(min<i32>(ROWS, m - i), n, triangle, b + <usize>i * bBytes, bBytes, forward);
  }
}

function solveRowBlock(
  m: i32,
  n: i32,
  triangle: usize,
  b: usize,
  bBytes: usize,
  forward: i32,
): void {
  let j = 0;
  while (j < n) {
    const columns = tileWidth(n - j);
    const panel = panelOf(triangle, n, j);
    const square = panel + ((<usize>(j * columns)) << 3);
    const column = b + ((<usize>(forward ? j : n - j - columns)) << 3);
    solveColumnBlock(m, n, j, columns, panel, square, column, bBytes, forward);
    j += columns;
  }
}

/** The rows of B at one panel of columns; packedA holds what they are to the left of it. */
function solveColumnBlock(
  m: i32,
  n: i32,
  j: i32,
  columns: i32,
  panel: usize,
  square: usize,
  column: usize,
  bBytes: usize,
  forward: i32,
): void {
  let i = 0;
  if (columns === 4) {
    for (; i + 4 <= m; i += 4) {
      const solved = packedA + ((<usize>(i * n)) << 3);
      const x = column + <usize>i * bBytes;
      if (j > 0) microKernel4x4(j, solved, 32, panel, 32, -1, 1, x, bBytes);
      solveColumns4x4(square, x, bBytes, forward, solved + ((<usize>j) << 5));
    }
  }
  while (i < m) {
    const rows = tileWidth(m - i);
    const step = (<usize>rows) << 3;
    const solved = packedA + ((<usize>(i * n)) << 3);
    solveOneTile(
      rows,
      columns,
      j,
      solved,
      step,
      panel,
      square,
      column + <usize>i * bBytes,
      bBytes,
      forward,
    );
    i += rows;
  }
}

/** A tile that is not 4×4: tile ← (tile − solved·panel)·square⁻ᵀ, and its columns appended to `solved`. */
export function solveOneTile(
  rows: i32,
  columns: i32,
  depth: i32,
  solved: usize,
  step: usize,
  panel: usize,
  square: usize,
  x: usize,
  xBytes: usize,
  forward: i32,
): void {
  if (depth > 0)
    tile(rows, columns, depth, solved, step, panel, (<usize>columns) << 3, -1, 1, x, xBytes);
  const next = solved + <usize>depth * step;
  if (forward) solveTile(square, columns, x, 8, rows, xBytes, next);
  else solveTile(square, columns, x + ((<usize>(columns - 1)) << 3), -8, rows, xBytes, next);
}
