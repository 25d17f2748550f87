import { constant } from "./constant";
import {
  exponent,
  halfSquare,
  logTwo,
  logTwoLow,
  mantissa,
  moved,
  series,
  unit,
} from "./logarithm";

const TABLE: usize = memory.data<f64>([
  2.2250738585072014e-308, // 0: the smallest normal number
  18014398509481984, // 1: 2⁵⁴
  54, // 2
  0, // 3
  Infinity, // 4
  -Infinity, // 5
]);

/** log x, error < 0.9 ulp; log 0 = −∞, log of a negative number is NaN. */
export function logV(x: v128): v128 {
  const ordinary = v128.and(f64x2.ge(x, constant(TABLE, 0)), f64x2.lt(x, constant(TABLE, 4)));
  if (!i64x2.all_true(ordinary)) return unusual(x, ordinary);
  const shifted = moved(x);
  return combined(mantissa(shifted), exponent(shifted));
}

/** log x: the bits of logV. */
export function log(x: f64): f64 {
  return f64x2.extract_lane(logV(f64x2.splat(x)), 0);
}

function combined(m: v128, k: v128): v128 {
  const f = f64x2.sub(m, unit());
  const half = halfSquare(f);
  const small = f64x2.add(series(f, half), logTwoLow(k));
  return f64x2.add(f64x2.add(f64x2.sub(small, half), f), logTwo(k));
}

/** Lanes that are zero, negative, denormal, ∞ or NaN; the ordinary ones get the bits they get alone. */
function unusual(x: v128, ordinary: v128): v128 {
  const zero = constant(TABLE, 3);
  const denormal = v128.and(f64x2.gt(x, zero), f64x2.lt(x, constant(TABLE, 0)));
  const shifted = moved(v128.bitselect(f64x2.mul(x, constant(TABLE, 1)), x, denormal));
  const k = f64x2.sub(exponent(shifted), v128.and(denormal, constant(TABLE, 2)));
  const value = combined(mantissa(shifted), k);
  // 0 → −∞, ∞ → ∞, negative → NaN (0·∞), NaN → NaN.
  const infinity = constant(TABLE, 4);
  const other = v128.bitselect(
    constant(TABLE, 5),
    v128.bitselect(x, f64x2.mul(zero, infinity), f64x2.eq(x, infinity)),
    f64x2.eq(x, zero),
  );
  const finite = v128.or(ordinary, denormal);
  const special = v128.bitselect(x, other, f64x2.ne(x, x));
  return v128.bitselect(value, special, finite);
}
