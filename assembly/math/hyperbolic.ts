import { constant } from "./constant";
import { expm1V } from "./expm1";
import { curve, multiple, one, quotient, remainder, remainderLow, scaled } from "./exponential";
import { signBit } from "./sign";

const TABLE: usize = memory.data<f64>([
  0.5, // 0
  22, // 1: beyond, e⁻ˣ is lost in sinh
  711, // 2: overflow
]);

const MINUS_ONE: usize = memory.data<i64>([-1]);

/** sinh x = (t + t/(1 + t))/2, t = e^|x| − 1; error < 2 ulp; the sign of zero is kept. */
export function sinhV(x: v128): v128 {
  const size = f64x2.abs(x);
  const far = f64x2.gt(size, constant(TABLE, 1));
  const half = constant(TABLE, 0);
  const t = expm1V(f64x2.pmin(size, constant(TABLE, 1)));
  let value = f64x2.mul(half, f64x2.add(t, f64x2.div(t, f64x2.add(t, one()))));
  // Halving a denormal number would round it: t = x there.
  value = v128.bitselect(size, value, f64x2.eq(t, size));
  if (v128.any_true(far)) value = v128.bitselect(halfExp(size), value, far);
  return v128.or(value, signBit(x));
}

/** cosh x = (e^|x| + e^−|x|)/2; error < 2 ulp. */
export function coshV(x: v128): v128 {
  const half = halfExp(f64x2.abs(x));
  return f64x2.add(half, f64x2.div(constant(TABLE, 0), f64x2.add(half, half)));
}

/** sinh x: the bits of sinhV. */
export function sinh(x: f64): f64 {
  return f64x2.extract_lane(sinhV(f64x2.splat(x)), 0);
}

/** cosh x: the bits of coshV. */
export function cosh(x: f64): f64 {
  return f64x2.extract_lane(coshV(f64x2.splat(x)), 0);
}

/** eˣ/2 for x ≥ 0: overflows where sinh and cosh do, not where eˣ does. */
function halfExp(x: v128): v128 {
  x = f64x2.pmin(x, constant(TABLE, 2));
  const rounded = quotient(x);
  const k = multiple(rounded);
  const high = remainder(x, k);
  const low = remainderLow(k);
  const r = f64x2.sub(high, low);
  const rest = f64x2.sub(f64x2.sub(high, r), low);
  const y = f64x2.add(one(), f64x2.add(r, f64x2.add(rest, curve(r))));
  return scaled(y, i64x2.add(rounded, v128.load64_splat(MINUS_ONE)));
}
