import { constant } from "./constant";
import { curve, multiple, one, powerOfTwo, quotient, remainder, remainderLow } from "./exponential";
import { ratio } from "./ratio";
import { signBit } from "./sign";

const TABLE: usize = memory.data<f64>([
  -40, // 0: tanh is ±1 from |2x| = 38.2
  2, // 1
]);

/** tanh x = −t/(2 + t), t = e^(−2|x|) − 1; error < 1 ulp, relative also near 0; the sign of zero is kept. */
export function tanhV(x: v128): v128 {
  const size = f64x2.abs(x);
  const twice = f64x2.pmax(f64x2.neg(f64x2.add(size, size)), constant(TABLE, 0));
  const rounded = quotient(twice);
  const k = multiple(rounded);
  const high = remainder(twice, k);
  const low = remainderLow(k);
  const r = f64x2.sub(high, low);
  const q = f64x2.add(f64x2.sub(f64x2.sub(high, r), low), curve(r));
  const scale = powerOfTwo(rounded);
  const whole = f64x2.sub(scale, one());
  // Next to ±1, 2ᵏ is below the last bit of `whole`: what it lost there.
  const wholeLow = f64x2.sub(scale, f64x2.add(whole, one()));
  const part = f64x2.mul(scale, r);
  const sum = f64x2.add(whole, part);
  const tail = f64x2.add(
    f64x2.add(f64x2.sub(whole, sum), part),
    f64x2.add(wholeLow, f64x2.mul(scale, q)),
  );
  const t = f64x2.add(sum, tail);
  const tLow = f64x2.add(f64x2.sub(sum, t), tail);
  const d = f64x2.add(constant(TABLE, 1), t);
  const dLow = f64x2.add(f64x2.add(f64x2.sub(constant(TABLE, 1), d), t), tLow);
  const value = ratio(f64x2.neg(t), f64x2.neg(tLow), d, dLow, one());
  return v128.or(f64x2.abs(value), signBit(x));
}

/** tanh x: the bits of tanhV. */
export function tanh(x: f64): f64 {
  return f64x2.extract_lane(tanhV(f64x2.splat(x)), 0);
}
