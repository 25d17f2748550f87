import { constant } from "./constant";
import { curve, multiple, one, quotient, remainder, remainderLow, scaled } from "./exponential";

const TABLE: usize = memory.data<f64>([
  710.5, // 0: eˣ is ∞ from 709.78
  -746, // 1: eˣ is 0 below −745.13
]);

/** eˣ, error < 0.9 ulp; denormal results are rounded once. */
export function expV(x: v128): v128 {
  // pmin(x, limit) is x when x is NaN.
  x = f64x2.pmax(f64x2.pmin(x, constant(TABLE, 0)), constant(TABLE, 1));
  const rounded = quotient(x);
  const k = multiple(rounded);
  const high = remainder(x, k);
  const low = remainderLow(k);
  const r = f64x2.sub(high, low);
  const rest = f64x2.sub(f64x2.sub(high, r), low);
  return scaled(f64x2.add(one(), f64x2.add(r, f64x2.add(rest, curve(r)))), rounded);
}

/** eˣ: the bits of expV. */
export function exp(x: f64): f64 {
  return f64x2.extract_lane(expV(f64x2.splat(x)), 0);
}
