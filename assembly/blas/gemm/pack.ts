import { tileWidth } from "./tile";

// Both write panels of 4, then 2, then 1 lines: see block.ts. Weights, if any, multiply step p of every line.

/** Lines are ROWS of the source: line i, step p at source + (i·row + p). A transposition, four by two at a time. */
export function packRows(
  lines: i32,
  k: i32,
  source: usize,
  row: i32,
  weights: usize,
  target: usize,
): void {
  const rowBytes = (<usize>row) << 3;
  let i = 0;
  while (i < lines) {
    const width = tileWidth(lines - i);
    const from = source + <usize>i * rowBytes;
    if (width === 4) packFourRows(k, from, rowBytes, target);
    else packFewRows(width, k, from, rowBytes, target);
    if (weights) weigh(width, k, weights, target);
    target += (<usize>(width * k)) << 3;
    i += width;
  }
}

/** Lines are COLUMNS of the source: line i, step p at source + (p·row + i). A copy. */
export function packColumns(
  lines: i32,
  k: i32,
  source: usize,
  row: i32,
  weights: usize,
  target: usize,
): void {
  const rowBytes = (<usize>row) << 3;
  let i = 0;
  while (i < lines) {
    const width = tileWidth(lines - i);
    const from = source + ((<usize>i) << 3);
    if (width === 4) packFourColumns(k, from, rowBytes, target);
    else packFewColumns(width, k, from, rowBytes, target);
    if (weights) weigh(width, k, weights, target);
    target += (<usize>(width * k)) << 3;
    i += width;
  }
}

function packFourRows(k: i32, row0: usize, rowBytes: usize, target: usize): void {
  let row2 = row0 + 2 * rowBytes;
  const end = target + ((<usize>(k & ~1)) << 5);
  while (target < end) {
    const a = v128.load(row0);
    const b = v128.load(row0 + rowBytes);
    v128.store(target, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(target, v128.shuffle<f64>(a, b, 1, 3), 32);
    const c = v128.load(row2 + 0);
    const d = v128.load(row2 + rowBytes);
    v128.store(target, v128.shuffle<f64>(c, d, 0, 2), 16);
    v128.store(target, v128.shuffle<f64>(c, d, 1, 3), 48);
    row0 += 16;
    row2 += 16;
    target += 64;
  }
  if (k & 1) {
    store<f64>(target, load<f64>(row0));
    store<f64>(target, load<f64>(row0 + rowBytes), 8);
    store<f64>(target, load<f64>(row2), 16);
    store<f64>(target, load<f64>(row2 + rowBytes), 24);
  }
}

function packFewRows(width: i32, k: i32, row0: usize, rowBytes: usize, target: usize): void {
  const row1 = row0 + (width === 2 ? rowBytes : 0);
  for (let p = 0; p < k; p++) {
    store<f64>(target, load<f64>(row0 + ((<usize>p) << 3)));
    if (width === 2) store<f64>(target, load<f64>(row1 + ((<usize>p) << 3)), 8);
    target += (<usize>width) << 3;
  }
}

function packFourColumns(k: i32, row: usize, rowBytes: usize, target: usize): void {
  const end = target + ((<usize>k) << 5);
  while (target < end) {
    v128.store(target, v128.load(row));
    v128.store(target, v128.load(row, 16), 16);
    row += rowBytes;
    target += 32;
  }
}

function packFewColumns(width: i32, k: i32, row: usize, rowBytes: usize, target: usize): void {
  for (let p = 0; p < k; p++) {
    store<f64>(target, load<f64>(row));
    if (width === 2) store<f64>(target, load<f64>(row, 8), 8);
    row += rowBytes;
    target += (<usize>width) << 3;
  }
}

/** Multiplies step p of a packed panel by weights[p]. */
function weigh(width: i32, k: i32, weights: usize, panel: usize): void {
  const end = weights + ((<usize>k) << 3);
  while (weights < end) {
    if (width === 1) store<f64>(panel, load<f64>(panel) * load<f64>(weights));
    else {
      const weight = v128.load64_splat(weights);
      v128.store(panel, f64x2.mul(v128.load(panel), weight));
      if (width === 4) v128.store(panel, f64x2.mul(v128.load(panel, 16), weight), 16);
    }
    panel += (<usize>width) << 3;
    weights += 8;
  }
}
