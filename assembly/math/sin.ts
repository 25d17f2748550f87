import {
  cosineRest,
  cosineWhole,
  far,
  quarter,
  reduced,
  reducedLow,
  sineRest,
  tail,
  turns,
  unity,
  zero,
} from "./circular";
import { remoteHigh, remoteLow, remoteTurns } from "./payneHanek";
import { ratio } from "./ratio";
import { signBit } from "./sign";

const BITS: usize = memory.data<i64>([
  1, // 0
  -1, // 1
]);

/** What one call computes, in quarter turns added to x; TANGENT is the quotient. */
const SINE: i32 = 0;
const COSINE: i32 = 1;
const TANGENT: i32 = 2;

/** sin x, error < 0.8 ulp for every x; the sign of zero is kept, ±∞ gives NaN. */
export function sinV(x: v128): v128 {
  const distant = far(x);
  const value = near(x, SINE);
  return v128.any_true(distant) ? v128.bitselect(remote(x, SINE), value, distant) : value;
}

/** cos x, error < 0.8 ulp for every x; ±∞ gives NaN. */
export function cosV(x: v128): v128 {
  const distant = far(x);
  const value = near(x, COSINE);
  return v128.any_true(distant) ? v128.bitselect(remote(x, COSINE), value, distant) : value;
}

/** tan x, error < 1 ulp for every x; the sign of zero is kept, ±∞ gives NaN. */
export function tanV(x: v128): v128 {
  const distant = far(x);
  const value = near(x, TANGENT);
  return v128.any_true(distant) ? v128.bitselect(remote(x, TANGENT), value, distant) : value;
}

/** sin x: the bits of sinV. */
export function sin(x: f64): f64 {
  return f64x2.extract_lane(sinV(f64x2.splat(x)), 0);
}

/** cos x: the bits of cosV. */
export function cos(x: f64): f64 {
  return f64x2.extract_lane(cosV(f64x2.splat(x)), 0);
}

/** tan x: the bits of tanV. */
export function tan(x: f64): f64 {
  return f64x2.extract_lane(tanV(f64x2.splat(x)), 0);
}

/** The function of x for |x| < 2¹⁹·π/2. */
function near(x: v128, which: i32): v128 {
  const rounded = quarter(x);
  const n = turns(rounded);
  const t = reduced(x, n);
  const low = reducedLow(x, n, t);
  const sum = f64x2.add(t, low);
  const rest = f64x2.sub(f64x2.add(f64x2.sub(t, sum), low), tail(n));
  // n = 0 takes x itself: the subtractions would lose the sign of zero.
  return turned(v128.bitselect(x, sum, f64x2.eq(n, zero())), rest, rounded, which);
}

/** The function of n·π/2 + r + rLow, n in the low bits of `count`. */
function turned(r: v128, rLow: v128, count: v128, which: i32): v128 {
  const z = f64x2.mul(r, r);
  const one = v128.load64_splat(BITS);
  const s = sineRest(r, rLow, z);
  const whole = cosineWhole(z);
  const c = cosineRest(r, rLow, z, whole);
  const sine = f64x2.sub(r, s);
  const cosine = f64x2.add(whole, c);
  if (which === COSINE) count = i64x2.sub(count, v128.load64_splat(BITS + 8));
  const odd = i64x2.eq(v128.and(count, one), one);
  if (which !== TANGENT) {
    return v128.xor(v128.bitselect(cosine, sine, odd), signBit(i64x2.shl(count, 62)));
  }
  const sineLow = f64x2.sub(f64x2.sub(r, sine), s);
  const cosineLow = f64x2.add(f64x2.sub(whole, cosine), c);
  const value = ratio(
    v128.bitselect(cosine, sine, odd),
    v128.bitselect(cosineLow, sineLow, odd),
    v128.bitselect(sine, cosine, odd),
    v128.bitselect(sineLow, cosineLow, odd),
    unity(),
  );
  // A zero keeps the sign of r; for odd n the value is −cos/sin.
  const signed = v128.bitselect(r, value, f64x2.eq(r, zero()));
  return v128.xor(signed, signBit(odd));
}

/** Both lanes for arguments beyond `near`; a lane that is not far gets a number nobody reads. */
function remote(x: v128, which: i32): v128 {
  const low = f64x2.splat(remoteValue(f64x2.extract_lane(x, 0), which));
  return f64x2.replace_lane(low, 1, remoteValue(f64x2.extract_lane(x, 1), which));
}

function remoteValue(x: f64, which: i32): f64 {
  if (!(abs<f64>(x) < Infinity)) return x - x;
  if (abs<f64>(x) < 524288) return 0;
  const count = i64x2.splat(remoteTurns(x));
  const r = f64x2.splat(remoteHigh());
  return f64x2.extract_lane(turned(r, f64x2.splat(remoteLow()), count, which), 0);
}
