/** √(x² + y²) without overflow of the squares. */
export function hypotenuse(x: f64, y: f64): f64 {
  const high = max<f64>(abs<f64>(x), abs<f64>(y));
  if (high === 0 || high === Infinity) return high;
  const ratio = min<f64>(abs<f64>(x), abs<f64>(y)) / high;
  return high * sqrt<f64>(1 + ratio * ratio);
}
