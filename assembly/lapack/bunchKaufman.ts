/** (1 + √17) / 8: bounds the growth of a 1×1 and of a 2×2 step alike (Bunch & Kaufman 1977). */
export const BUNCH_KAUFMAN: f64 = 0.6403882032022076;

/** Index from `from` on of the entry of w of largest modulus; `from` when all are zero or NaN. */
export function largest(n: i32, w: usize, from: i32): i32 {
  let best = from;
  let size: f64 = 0;
  for (let i = from; i < n; i++) {
    const value = abs<f64>(load<f64>(w + ((<usize>i) << 3)));
    if (value > size) {
      size = value;
      best = i;
    }
  }
  return best;
}
