/** Exchanges x and y, n elements each, `xStep` and `yStep` apart. */
export function swap(n: i32, x: usize, xStep: i32, y: usize, yStep: i32): void {
  if (xStep === 1 && yStep === 1) {
    for (const end = x + ((<usize>(n & ~1)) << 3); x < end; x += 16, y += 16) {
      const pair = v128.load(x);
      v128.store(x, v128.load(y));
      v128.store(y, pair);
    }
    n &= 1;
  }
  for (let i = 0; i < n; i++) {
    const value = load<f64>(x);
    store<f64>(x, load<f64>(y));
    store<f64>(y, value);
    x += (<usize>xStep) << 3;
    y += (<usize>yStep) << 3;
  }
}
