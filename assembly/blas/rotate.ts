/** (x, y) ← (c·x − s·y, s·x + c·y), both contiguous. */
export function rotate(n: i32, x: usize, y: usize, c: f64, s: f64): void {
  const cosine = f64x2.splat(c);
  const sine = f64x2.splat(s);
  for (const end = x + ((<usize>(n & ~1)) << 3); x < end; x += 16, y += 16) {
    const left = v128.load(x);
    const right = v128.load(y);
    v128.store(x, f64x2.sub(f64x2.mul(cosine, left), f64x2.mul(sine, right)));
    v128.store(y, f64x2.add(f64x2.mul(sine, left), f64x2.mul(cosine, right)));
  }
  if (n & 1) {
    const left = load<f64>(x);
    const right = load<f64>(y);
    store<f64>(x, c * left - s * right);
    store<f64>(y, s * left + c * right);
  }
}
