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
import { signBit } from "./sign";

const TABLE: usize = memory.data<f64>([
  -1, // 0
  Infinity, // 1
  0, // 2
  -Infinity, // 3
]);

/** log(1 + x), error < 1 ulp, relative also near 0; the sign of zero is kept; −1 gives −∞, less gives NaN. */
export function log1pV(x: v128): v128 {
  const u = f64x2.add(unit(), x);
  const shifted = moved(u);
  const k = exponent(shifted);
  const near = f64x2.eq(k, constant(TABLE, 2));
  // For k = 0 the rounding of 1 + x is not wanted at all; else it is divided back in (FDLIBM s_log1p.c).
  const f = v128.bitselect(x, f64x2.sub(mantissa(shifted), unit()), near);
  const below = f64x2.sub(x, f64x2.sub(u, unit()));
  const above = f64x2.sub(unit(), f64x2.sub(u, x));
  const lost = v128.bitselect(above, below, f64x2.gt(x, unit()));
  const correction = v128.andnot(f64x2.div(lost, u), near);
  const half = halfSquare(f);
  const small = f64x2.add(series(f, half), f64x2.add(logTwoLow(k), correction));
  const value = f64x2.add(f64x2.add(f64x2.sub(small, half), f), logTwo(k));
  const ordinary = v128.and(f64x2.gt(x, constant(TABLE, 0)), f64x2.lt(x, constant(TABLE, 1)));
  if (!i64x2.all_true(ordinary))
    return v128.bitselect(v128.or(value, signBit(x)), edge(x), ordinary);
  return v128.or(value, signBit(x));
}

/** log(1 + x): the bits of log1pV. */
export function log1p(x: f64): f64 {
  return f64x2.extract_lane(log1pV(f64x2.splat(x)), 0);
}

/** −1 → −∞, ∞ → ∞, NaN and x < −1 → NaN. */
function edge(x: v128): v128 {
  const infinity = constant(TABLE, 1);
  const invalid = v128.bitselect(x, f64x2.mul(constant(TABLE, 2), infinity), f64x2.ne(x, x));
  const end = v128.bitselect(x, invalid, f64x2.eq(x, infinity));
  return v128.bitselect(constant(TABLE, 3), end, f64x2.eq(x, constant(TABLE, 0)));
}
