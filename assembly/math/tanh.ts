import { constant } from "./constant";
import { multiplier } from "./decay";
import { curve, one } from "./exponential";
import { ratio } from "./ratio";
import { signBit } from "./sign";

const TABLE: usize = memory.data<f64>([
  2, // 0
]);

/** Second step in place of `decay`: e^−|x| − 1 = t + tLow, where x is what tanh gets, doubled. */
export function fall(cell: usize): void {
  const unit = one();
  const r = v128.load(cell, 16);
  const q = f64x2.add(v128.load(cell, 32), curve(r));
  const scale = multiplier(cell);
  const whole = f64x2.sub(scale, unit);
  // Next to ±1, 2ᵏ is below the last bit of `whole`: what it lost there.
  const wholeLow = f64x2.sub(scale, f64x2.add(whole, unit));
  const part = f64x2.mul(scale, r);
  const sum = f64x2.add(whole, part);
  const tail = f64x2.add(
    f64x2.add(f64x2.sub(whole, sum), part),
    f64x2.add(wholeLow, f64x2.mul(scale, q)),
  );
  const t = f64x2.add(sum, tail);
  v128.store(cell, t, 16);
  v128.store(cell, f64x2.add(f64x2.sub(sum, t), tail), 32);
}

/** tanh(x/2) = −t/(2 + t), t + tLow = e^−|x| − 1; error < 1 ulp, relative also near 0; the sign of zero is kept. */
export function tanhOf(x: v128, t: v128, tLow: v128): v128 {
  const two = constant(TABLE, 0);
  const d = f64x2.add(two, t);
  const dLow = f64x2.add(f64x2.add(f64x2.sub(two, d), t), tLow);
  const value = ratio(f64x2.neg(t), f64x2.neg(tLow), d, dLow, one());
  return v128.or(f64x2.abs(value), signBit(x));
}
