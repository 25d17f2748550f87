/** Exchanges x and y, n elements each, `xStep` and `yStep` apart. */
export function swap(n: i32, x: usize, xStep: i32, y: usize, yStep: i32): void {
  for (let i = 0; i < n; i++) {
    const value = load<f64>(x);
    store<f64>(x, load<f64>(y));
    store<f64>(y, value);
    x += (<usize>xStep) << 3;
    y += (<usize>yStep) << 3;
  }
}
