import { axpy } from "./axpy";

/** A ← A + alpha·x·yᵀ, A m×n row-major. */
export function ger(
  m: i32,
  n: i32,
  alpha: f64,
  x: usize,
  xStep: i32,
  y: usize,
  yStep: i32,
  a: usize,
  aRow: i32,
): void {
  for (let i = 0; i < m; i++) {
    axpy(n, alpha * load<f64>(x), y, yStep, a, 1);
    x += (<usize>xStep) << 3;
    a += (<usize>aRow) << 3;
  }
}
