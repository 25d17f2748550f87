import { constant } from "./constant";
import { one } from "./exponential";
import { exponent, halfSquare, logTwo, logTwoLow, mantissa, moved, series } from "./logarithm";

const TABLE: usize = memory.data<f64>([
  0, // 0
  40, // 1: e^−x is lost in x beyond
]);

/** log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|), error < 1 ulp, denormal results included; e^−|x| = e + eLow. */
export function softplusOf(x: v128, e: v128, eLow: v128): v128 {
  return v128.bitselect(x, logarithm(x, e, eLow), f64x2.gt(x, constant(TABLE, 1)));
}

/** max(x, 0) + log(1 + e + eLow), 0 ≤ e ≤ 1. */
function logarithm(x: v128, e: v128, eLow: v128): v128 {
  const u = f64x2.add(one(), e);
  const shifted = moved(u);
  const exponents = exponent(shifted);
  const near = f64x2.eq(exponents, constant(TABLE, 0));
  const f = v128.bitselect(e, f64x2.sub(mantissa(shifted), one()), near);
  const rounding = v128.andnot(f64x2.sub(e, f64x2.sub(u, one())), near);
  const correction = f64x2.div(f64x2.add(rounding, eLow), u);
  const half = halfSquare(f);
  const small = f64x2.add(series(f, half), f64x2.add(logTwoLow(exponents), correction));
  // The three large terms max(x, 0) + k·ln 2 + f are added with their rounding errors.
  const positive = f64x2.pmax(x, constant(TABLE, 0));
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
