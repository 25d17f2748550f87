/** xᵀy. Steps are in elements and may be zero or negative. */
export function dot(n: i32, x: usize, xStep: i32, y: usize, yStep: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    sum += load<f64>(x) * load<f64>(y);
    x += (<usize>xStep) << 3;
    y += (<usize>yStep) << 3;
  }
  return sum;
}
