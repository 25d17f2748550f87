import { constant } from "./constant";
import { expV } from "./exp";
import { curve, multiple, one, powerOfTwo, quotient, remainder, remainderLow } from "./exponential";
import { signBit } from "./sign";

const TABLE: usize = memory.data<f64>([
  709, // 0: above, 2ᵏ may overflow although eˣ does not
  -40, // 1: eˣ − 1 is −1 below −37.5
]);

/** eˣ − 1, error < 1 ulp, relative also near 0; the sign of zero is kept. */
export function expm1V(x: v128): v128 {
  const limited = f64x2.pmax(f64x2.pmin(x, constant(TABLE, 0)), constant(TABLE, 1));
  const rounded = quotient(limited);
  const k = multiple(rounded);
  const high = remainder(limited, k);
  const low = remainderLow(k);
  const r = f64x2.sub(high, low);
  const q = f64x2.add(f64x2.sub(f64x2.sub(high, r), low), curve(r));
  // 2ᵏ·(1 + r + q) − 1 = (2ᵏ − 1) + 2ᵏ·r + 2ᵏ·q, with the rounding error of the first sum kept.
  const scale = powerOfTwo(rounded);
  const whole = f64x2.sub(scale, one());
  const part = f64x2.mul(scale, r);
  const sum = f64x2.add(whole, part);
  const error = f64x2.add(f64x2.sub(whole, sum), part);
  const value = f64x2.add(sum, f64x2.add(error, f64x2.mul(scale, q)));
  const large = f64x2.gt(x, constant(TABLE, 0));
  if (v128.any_true(large)) return v128.bitselect(expV(x), value, large);
  return v128.or(value, signBit(x));
}

/** eˣ − 1: the bits of expm1V. */
export function expm1(x: f64): f64 {
  return f64x2.extract_lane(expm1V(f64x2.splat(x)), 0);
}
