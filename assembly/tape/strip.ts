// Innermost loops of contractions that write one element for each they read. Steps in elements; beta is 0 (y is not
// read) or 1. Two elements at a time where everything is contiguous, to the same bits.

/** y[i] ← alpha·x[i] + beta·y[i]. */
export function scaled(
  n: i32,
  alpha: f64,
  x: usize,
  xStep: i32,
  beta: f64,
  y: usize,
  yStep: i32,
): void {
  if (xStep === 1 && yStep === 1) {
    const pair = f64x2.splat(alpha);
    for (; n >= 2; n -= 2) {
      const value = f64x2.mul(pair, v128.load(x));
      v128.store(y, beta === 0 ? value : f64x2.add(v128.load(y), value));
      x += 16;
      y += 16;
    }
  }
  const xBytes = (<usize>xStep) << 3;
  const yBytes = (<usize>yStep) << 3;
  for (; n > 0; n--) {
    const value = alpha * load<f64>(x);
    store<f64>(y, beta === 0 ? value : load<f64>(y) + value);
    x += xBytes;
    y += yBytes;
  }
}

/** y[i] ← alpha·(a[i]·b[i]) + beta·y[i]. */
export function product(
  n: i32,
  alpha: f64,
  a: usize,
  aStep: i32,
  b: usize,
  bStep: i32,
  beta: f64,
  y: usize,
  yStep: i32,
): void {
  if (aStep === 1 && bStep === 1 && yStep === 1) {
    const pair = f64x2.splat(alpha);
    for (; n >= 2; n -= 2) {
      const value = f64x2.mul(pair, f64x2.mul(v128.load(a), v128.load(b)));
      v128.store(y, beta === 0 ? value : f64x2.add(v128.load(y), value));
      a += 16;
      b += 16;
      y += 16;
    }
  }
  const aBytes = (<usize>aStep) << 3;
  const bBytes = (<usize>bStep) << 3;
  const yBytes = (<usize>yStep) << 3;
  for (; n > 0; n--) {
    const value = alpha * (load<f64>(a) * load<f64>(b));
    store<f64>(y, beta === 0 ? value : load<f64>(y) + value);
    a += aBytes;
    b += bBytes;
    y += yBytes;
  }
}
