/** y ← alpha·x + y. x and y may be the same vector, not overlap otherwise. */
export function axpy(n: i32, alpha: f64, x: usize, xStep: i32, y: usize, yStep: i32): void {
  for (let i = 0; i < n; i++) {
    store<f64>(y, load<f64>(y) + alpha * load<f64>(x));
    x += (<usize>xStep) << 3;
    y += (<usize>yStep) << 3;
  }
}
