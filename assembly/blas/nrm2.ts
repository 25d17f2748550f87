import { dot } from "./dot";
import { iamax } from "./iamax";

/** Sums of squares between these lost nothing that matters to underflow and nothing to overflow. */
const SAFE_LOW: f64 = 1e-280;
const SAFE_HIGH: f64 = 1e300;

/** √(Σ xᵢ²) without overflow or underflow of the squares. NaN in, NaN out; ∞ in (and no NaN), ∞ out. */
export function nrm2(n: i32, x: usize, xStep: i32): f64 {
  const sum = dot(n, x, xStep, x, xStep);
  if (sum > SAFE_LOW && sum < SAFE_HIGH) return sqrt<f64>(sum);
  if (n === 0 || isNaN<f64>(sum)) return sum;
  const largest = abs<f64>(load<f64>(x + ((<usize>(iamax(n, x, xStep) * xStep)) << 3)));
  if (largest === 0 || largest === Infinity) return largest;
  // A power of two, so that scaling is exact: the exponent of the largest entry.
  const exponent = <i32>(reinterpret<u64>(largest) >> 52);
  const shift = exponent > 1023 ? -600 : 600;
  const up = reinterpret<f64>((<u64>(1023 + shift)) << 52);
  const down = reinterpret<f64>((<u64>(1023 - shift)) << 52);
  return sqrt<f64>(squares(n, x, xStep, up)) * down;
}

/** Σ (scale·xᵢ)². */
function squares(n: i32, x: usize, xStep: i32, scale: f64): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    const value = load<f64>(x) * scale;
    sum += value * value;
    x += (<usize>xStep) << 3;
  }
  return sum;
}
