/** x ← alpha·x; NaN and ∞ in x survive alpha = 0 as IEEE arithmetic says. */
export function scal(n: i32, alpha: f64, x: usize, xStep: i32): void {
  if (xStep === 1) {
    const factor = f64x2.splat(alpha);
    for (const end = x + ((<usize>(n & ~1)) << 3); x < end; x += 16) {
      v128.store(x, f64x2.mul(v128.load(x), factor));
    }
    if (n & 1) store<f64>(x, load<f64>(x) * alpha);
    return;
  }
  for (let i = 0; i < n; i++) {
    store<f64>(x, alpha * load<f64>(x));
    x += (<usize>xStep) << 3;
  }
}
