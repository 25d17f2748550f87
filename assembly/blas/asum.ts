/** Σ |xᵢ|. */
export function asum(n: i32, x: usize, xStep: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    sum += abs<f64>(load<f64>(x));
    x += (<usize>xStep) << 3;
  }
  return sum;
}
