import {
  edge1x1,
  edge1x2,
  edge1x4,
  edge2x1,
  edge2x2,
  edge2x4,
  edge4x1,
  edge4x2,
} from "./edgeKernels";
import { microKernel4x4 } from "./microKernel4x4";

/** Widest tile that fits into what is left of a row or column: 4, 2 or 1. */
export function tileWidth(left: i32): i32 {
  return left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

/** The kernel for a tile of rows × columns, both 4, 2 or 1. */
export function tile(
  rows: i32,
  columns: i32,
  k: i32,
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  alpha: f64,
  beta: f64,
  c: usize,
  cBytes: usize,
): void {
  if (rows === 4) {
    if (columns === 4) microKernel4x4(k, a, aStep, b, bStep, alpha, beta, c, cBytes);
    else if (columns === 2) edge4x2(k, a, aStep, b, bStep, alpha, beta, c, cBytes);
    else edge4x1(k, a, aStep, b, bStep, alpha, beta, c, cBytes);
  } else if (rows === 2) {
    if (columns === 4) edge2x4(k, a, aStep, b, bStep, alpha, beta, c, cBytes);
    else if (columns === 2) edge2x2(k, a, aStep, b, bStep, alpha, beta, c, cBytes);
    else edge2x1(k, a, aStep, b, bStep, alpha, beta, c, cBytes);
  } else if (columns === 4) edge1x4(k, a, aStep, b, bStep, alpha, beta, c);
  else if (columns === 2) edge1x2(k, a, aStep, b, bStep, alpha, beta, c);
  else edge1x1(k, a, aStep, b, bStep, alpha, beta, c);
}
