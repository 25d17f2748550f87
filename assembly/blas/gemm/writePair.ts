/** Two neighbours of C ← alpha·value + beta·C; beta = 0: C is not read. */
export function writePair(c: usize, alpha: f64, beta: f64, value: v128): void {
  const scaled = f64x2.mul(f64x2.splat(alpha), value);
  if (beta === 0) v128.store(c, scaled);
  else v128.store(c, f64x2.add(scaled, f64x2.mul(f64x2.splat(beta), v128.load(c))));
}

/** One number of C, likewise. */
export function writeOne(c: usize, alpha: f64, beta: f64, value: f64): void {
  const scaled = alpha * value;
  store<f64>(c, beta === 0 ? scaled : scaled + beta * load<f64>(c));
}
