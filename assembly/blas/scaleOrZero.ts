import { scal } from "./scal";

/** y ← beta·y, where beta = 0 writes zeros without reading y (BLAS: garbage and NaN are overwritten). */
export function scaleOrZero(n: i32, beta: f64, y: usize, yStep: i32): void {
  if (beta === 1) return;
  if (beta !== 0) {
    scal(n, beta, y, yStep);
    return;
  }
  for (let i = 0; i < n; i++) {
    store<f64>(y, 0);
    y += (<usize>yStep) << 3;
  }
}
