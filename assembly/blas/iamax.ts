/** Index of the first entry of largest modulus; the first NaN wins over every number; −1 when n = 0. */
export function iamax(n: i32, x: usize, xStep: i32): i32 {
  let best = -1;
  let largest: f64 = -1;
  for (let i = 0; i < n; i++) {
    const value = abs<f64>(load<f64>(x));
    if (value > largest) {
      largest = value;
      best = i;
    }
    if (isNaN<f64>(value)) return i;
    x += (<usize>xStep) << 3;
  }
  return best;
}
