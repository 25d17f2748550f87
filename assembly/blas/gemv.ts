import { axpy } from "./axpy";
import { dot } from "./dot";
import { scaleOrZero } from "./scaleOrZero";

/** y ← alpha·A·x + beta·y, A m×n row-major. y must not overlap A or x; beta = 0: y is not read. */
export function gemv(
  m: i32,
  n: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  x: usize,
  xStep: i32,
  beta: f64,
  y: usize,
  yStep: i32,
): void {
  for (let i = 0; i < m; i++) {
    const value = alpha * dot(n, a, 1, x, xStep);
    store<f64>(y, beta === 0 ? value : value + beta * load<f64>(y));
    a += (<usize>aRow) << 3;
    y += (<usize>yStep) << 3;
  }
}

/** y ← alpha·Aᵀ·x + beta·y, A m×n row-major, x of length m, y of length n. */
export function gemvT(
  m: i32,
  n: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  x: usize,
  xStep: i32,
  beta: f64,
  y: usize,
  yStep: i32,
): void {
  scaleOrZero(n, beta, y, yStep);
  for (let i = 0; i < m; i++) {
    axpy(n, alpha * load<f64>(x), a, 1, y, yStep);
    a += (<usize>aRow) << 3;
    x += (<usize>xStep) << 3;
  }
}
