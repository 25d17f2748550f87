import { constant } from "./constant";
import { expV } from "./exp";
import { curve, multiple, one, quotient, remainder, remainderLow, scaled } from "./exponential";
import { ratio } from "./ratio";

const TABLE: usize = memory.data<f64>([
  -746, // 0: e^−|x| is 0 below
  0, // 1
]);

/** 1/(1 + e⁻ˣ), error < 1 ulp, denormal results included. */
export function sigmoidV(x: v128): v128 {
  const size = f64x2.pmax(f64x2.neg(f64x2.abs(x)), constant(TABLE, 0));
  const rounded = quotient(size);
  const k = multiple(rounded);
  const high = remainder(size, k);
  const low = remainderLow(k);
  const r = f64x2.sub(high, low);
  const q = f64x2.add(f64x2.sub(f64x2.sub(high, r), low), curve(r));
  // e^−|x| = e + eLow.
  const sum = f64x2.add(one(), r);
  const tail = f64x2.add(f64x2.add(f64x2.sub(one(), sum), r), q);
  const upper = f64x2.add(sum, tail);
  const e = scaled(upper, rounded);
  const eLow = scaled(f64x2.add(f64x2.sub(sum, upper), tail), rounded);
  const d = f64x2.add(one(), e);
  const dLow = f64x2.add(f64x2.add(f64x2.sub(one(), d), e), eLow);
  const negative = f64x2.lt(x, constant(TABLE, 1));
  const n = v128.bitselect(e, one(), negative);
  return ratio(n, v128.and(eLow, negative), d, dLow, one());
}

/** 1/(1 + e⁻ˣ): the bits of sigmoidV. */
export function sigmoid(x: f64): f64 {
  return f64x2.extract_lane(sigmoidV(f64x2.splat(x)), 0);
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
