import { microKernel4x4 } from "./microKernel4x4";
import { tile, tileWidth } from "./tile";
import { writeOne, writePair } from "./writePair";

// An operand of a block is a sequence of panels, 4, 2 or 1 lines wide. The panel of line i starts at
// base + i·lineBytes. Packed: lineBytes = 8·k and consecutive steps of k are 8·width bytes apart (step = 0 here).
// In place: lineBytes = 8 and steps of k are `step` bytes apart.

/** C ← alpha·A·B + beta·C for an m×n block, depth k ≥ 1. */
export function block(
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aLine: usize,
  aStep: usize,
  b: usize,
  bLine: usize,
  bStep: usize,
  beta: f64,
  c: usize,
  cBytes: usize,
): void {
  let j = 0;
  while (j < n) {
    const columns = tileWidth(n - j);
    const right = b + <usize>j * bLine;
    const rightStep = bStep ? bStep : (<usize>columns) << 3;
    const target = c + ((<usize>j) << 3);
    let i = 0;
    if (columns === 4) {
      const leftStep = aStep ? aStep : 32;
      for (; i + 4 <= m; i += 4) {
        const left = a + <usize>i * aLine;
        microKernel4x4(
          k,
          left,
          leftStep,
          right,
          rightStep,
          alpha,
          beta,
          target + <usize>i * cBytes,
          cBytes,
        );
      }
    }
    while (i < m) {
      const rows = tileWidth(m - i);
      const left = a + <usize>i * aLine;
      const leftStep = aStep ? aStep : (<usize>rows) << 3;
      tile(
        rows,
        columns,
        k,
        left,
        leftStep,
        right,
        rightStep,
        alpha,
        beta,
        target + <usize>i * cBytes,
        cBytes,
      );
      i += rows;
    }
    j += columns;
  }
}

/** A tile that the diagonal of C cuts. */
const CUT: usize = memory.data(128, 64);

/**
 * The same for the entries on and below the diagonal of a symmetric C; the others are neither read nor written. `offset`
 * is the row of the block's first row minus the column of its first column.
 */
export function lowerBlock(
  m: i32,
  n: i32,
  offset: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aLine: usize,
  aStep: usize,
  b: usize,
  bLine: usize,
  bStep: usize,
  beta: f64,
  c: usize,
  cBytes: usize,
): void {
  let j = 0;
  while (j < n) {
    const columns = tileWidth(n - j);
    const right = b + <usize>j * bLine;
    const rightStep = bStep ? bStep : (<usize>columns) << 3;
    const target = c + ((<usize>j) << 3);
    // The tile row that holds the diagonal entry of column j; tiles start at multiples of 4.
    let i = max<i32>(0, j - offset) & ~3;
    while (i < m) {
      const rows = tileWidth(m - i);
      const left = a + <usize>i * aLine;
      const leftStep = aStep ? aStep : (<usize>rows) << 3;
      const corner = target + <usize>i * cBytes;
      const below = i + offset - j;
      if (below < columns - 1) {
        tile(rows, columns, k, left, leftStep, right, rightStep, alpha, 0, CUT, 32);
        if (rows === 4 && columns === 4 && below === 0) mergeSquare(beta, corner, cBytes);
        else merge(rows, columns, below, beta, corner, cBytes);
      } else if (rows === 4 && columns === 4) {
        microKernel4x4(k, left, leftStep, right, rightStep, alpha, beta, corner, cBytes);
      } else {
        tile(rows, columns, k, left, leftStep, right, rightStep, alpha, beta, corner, cBytes);
      }
      i += rows;
    }
    j += columns;
  }
}

/** C ← CUT + beta·C where row + below ≥ column. */
function merge(rows: i32, columns: i32, below: i32, beta: f64, c: usize, cBytes: usize): void {
  for (let r = 0; r < rows; r++) {
    const last = min<i32>(columns - 1, r + below);
    for (let s = 0; s <= last; s++) {
      const target = c + <usize>r * cBytes + ((<usize>s) << 3);
      const value = load<f64>(CUT + ((<usize>(4 * r + s)) << 3));
      store<f64>(target, beta === 0 ? value : value + beta * load<f64>(target));
    }
  }
}

/** The same for a whole tile whose diagonal is that of C. */
function mergeSquare(beta: f64, c: usize, cBytes: usize): void {
  const row1 = c + cBytes;
  const row2 = row1 + cBytes;
  const row3 = row2 + cBytes;
  writeOne(c, 1, beta, load<f64>(CUT));
  writePair(row1, 1, beta, v128.load(CUT, 32));
  writePair(row2, 1, beta, v128.load(CUT, 64));
  writeOne(row2 + 16, 1, beta, load<f64>(CUT, 80));
  writePair(row3, 1, beta, v128.load(CUT, 96));
  writePair(row3 + 16, 1, beta, v128.load(CUT, 112));
}
