import { asum } from "../blas/asum";

/** Largest column sum Σᵢ |aᵢⱼ| of A m×n; NaN when A holds one. */
export function norm1(m: i32, n: i32, a: usize, aRow: i32): f64 {
  let largest: f64 = 0;
  for (let j = 0; j < n; j++) {
    const sum = asum(m, a + ((<usize>j) << 3), aRow);
    if (isNaN<f64>(sum)) return sum;
    if (sum > largest) largest = sum;
  }
  return largest;
}
