import { constant } from "./constant";
import { curve, multiple, one, quotient, remainder, remainderLow, scaled } from "./exponential";
import { exponent, halfSquare, logTwo, logTwoLow, mantissa, moved, series } from "./logarithm";

const TABLE: usize = memory.data<f64>([
  -746, // 0: e^−|x| is 0 below
  0, // 1
  40, // 2: e^−x is lost in x beyond
]);

/** log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|), error < 1 ulp, denormal results included. */
export function softplusV(x: v128): v128 {
  const size = f64x2.pmax(f64x2.neg(f64x2.abs(x)), constant(TABLE, 0));
  const rounded = quotient(size);
  const k = multiple(rounded);
  const high = remainder(size, k);
  const low = remainderLow(k);
  const r = f64x2.sub(high, low);
  const q = f64x2.add(f64x2.sub(f64x2.sub(high, r), low), curve(r));
  const sum = f64x2.add(one(), r);
  const tail = f64x2.add(f64x2.add(f64x2.sub(one(), sum), r), q);
  const upper = f64x2.add(sum, tail);
  const e = scaled(upper, rounded);
  const eLow = scaled(f64x2.add(f64x2.sub(sum, upper), tail), rounded);
  return v128.bitselect(x, logarithm(x, e, eLow), f64x2.gt(x, constant(TABLE, 2)));
}

/** log(1 + eˣ): the bits of softplusV. */
export function softplus(x: f64): f64 {
  return f64x2.extract_lane(softplusV(f64x2.splat(x)), 0);
}

/** max(x, 0) + log(1 + e + eLow), 0 ≤ e ≤ 1. */
function logarithm(x: v128, e: v128, eLow: v128): v128 {
  const u = f64x2.add(one(), e);
  const shifted = moved(u);
  const exponents = exponent(shifted);
  const near = f64x2.eq(exponents, constant(TABLE, 1));
  const f = v128.bitselect(e, f64x2.sub(mantissa(shifted), one()), near);
  const rounding = v128.andnot(f64x2.sub(e, f64x2.sub(u, one())), near);
  const correction = f64x2.div(f64x2.add(rounding, eLow), u);
  const half = halfSquare(f);
  const small = f64x2.add(series(f, half), f64x2.add(logTwoLow(exponents), correction));
  // The three large terms max(x, 0) + k·ln 2 + f are added with their rounding errors.
  const positive = f64x2.pmax(x, constant(TABLE, 1));
  const whole = logTwo(exponents);
  const first = f64x2.add(positive, whole);
  const firstLow = lost(positive, whole, first);
  const second = f64x2.add(first, f);
  const secondLow = lost(first, f, second);
  const third = f64x2.sub(second, half);
  const thirdLow = lost(second, f64x2.neg(half), third);
  return f64x2.add(third, f64x2.add(small, f64x2.add(firstLow, f64x2.add(secondLow, thirdLow))));
}

/** a + b − sum, exactly (Knuth). */
function lost(a: v128, b: v128, sum: v128): v128 {
  const part = f64x2.sub(sum, a);
  return f64x2.add(f64x2.sub(a, f64x2.sub(sum, part)), f64x2.sub(b, part));
}
