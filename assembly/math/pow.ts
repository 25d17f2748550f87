/** xʸ as ECMAScript defines it (1^NaN is NaN), error < 0.6 ulp: the standard library's, lane by lane. */
export function powV(x: v128, y: v128): v128 {
  const low = f64x2.splat(f64x2.extract_lane(x, 0) ** f64x2.extract_lane(y, 0));
  return f64x2.replace_lane(low, 1, f64x2.extract_lane(x, 1) ** f64x2.extract_lane(y, 1));
}

/** xʸ: the bits of powV. */
export function pow(x: f64, y: f64): f64 {
  return x ** y;
}
