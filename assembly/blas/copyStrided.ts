/** y ← x. The vectors must not overlap. */
export function copyStrided(n: i32, x: usize, xStep: i32, y: usize, yStep: i32): void {
  for (let i = 0; i < n; i++) {
    store<f64>(y, load<f64>(x));
    x += (<usize>xStep) << 3;
    y += (<usize>yStep) << 3;
  }
}
