import { constant } from "./constant";
import { expV } from "./exp";
import { one } from "./exponential";
import { ratio } from "./ratio";

const TABLE: usize = memory.data<f64>([
  0, // 0
]);

/** 1/(1 + e⁻ˣ) from e^−|x| = e + eLow, error < 1 ulp, denormal results included. */
export function sigmoidOf(x: v128, e: v128, eLow: v128): v128 {
  const unit = one();
  const d = f64x2.add(unit, e);
  const dLow = f64x2.add(f64x2.add(f64x2.sub(unit, d), e), eLow);
  const positive = f64x2.ge(x, constant(TABLE, 0));
  const n = f64x2.pmax(e, v128.and(unit, positive));
  return ratio(n, v128.andnot(eLow, positive), d, dLow, unit);
}

/** Its derivative e/(1 + e)², e = e^−|x|, error < 4 ulp in both tails. */
export function sigmoidSlopeV(x: v128): v128 {
  const e = expV(f64x2.neg(f64x2.abs(x)));
  const d = f64x2.add(one(), e);
  return f64x2.div(e, f64x2.mul(d, d));
}

/** The derivative of the sigmoid: the bits of sigmoidSlopeV. */
export function sigmoidSlope(x: f64): f64 {
  return f64x2.extract_lane(sigmoidSlopeV(f64x2.splat(x)), 0);
}
