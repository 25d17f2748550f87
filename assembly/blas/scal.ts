/** x ← alpha·x; NaN and ∞ in x survive alpha = 0 as IEEE arithmetic says. */
export function scal(n: i32, alpha: f64, x: usize, xStep: i32): void {
  for (let i = 0; i < n; i++) {
    store<f64>(x, alpha * load<f64>(x));
    x += (<usize>xStep) << 3;
  }
}
