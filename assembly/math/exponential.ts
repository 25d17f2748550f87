import { constant } from "./constant";

// eˣ = 2ᵏ·eʳ, k = round(x/ln 2), |r| ≤ ln 2 / 2, eʳ = 1 + r + r²·P(r). P of degree 10 minimises the largest error
// relative to r (Remez; 2^−61.7). Shared by every function made of exponentials.
const TABLE: usize = memory.data<f64>([
  1.4426950408889634, // 0: 1 / ln 2
  6755399441055744, // 1: 1.5·2⁵²: adding it rounds to an integer, which is then in the low bits
  0.6931471803691238, // 2: ln 2, its upper 33 bits: k times it is exact
  1.9082149292705877e-10, // 3: ln 2, the rest
  0.5, // 4: P
  0.16666666666666677,
  0.0416666666666667,
  0.008333333333321615,
  0.0013888888888866822,
  0.00019841269886159029,
  2.4801587360586816e-5,
  2.7557244181485073e-6,
  2.7557242734119063e-7,
  2.510904503222704e-8,
  2.0924451049805813e-9, // 14
  1, // 15
]);

/** Bits of 1: the exponent field of a power of two is k + this. */
const ONE: usize = memory.data<u64>([0x3ff0000000000000]);

/** x/ln 2 + 1.5·2⁵²: k is in the low 32 bits of each lane. */
export function quotient(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, constant(TABLE, 0)), constant(TABLE, 1));
}

/** k as a number. */
export function multiple(rounded: v128): v128 {
  return f64x2.sub(rounded, constant(TABLE, 1));
}

/** x − k·ln 2, upper part: exact for |k| < 2¹⁹. */
export function remainder(x: v128, k: v128): v128 {
  return f64x2.sub(x, f64x2.mul(k, constant(TABLE, 2)));
}

/** k·ln 2, what `remainder` left out. */
export function remainderLow(k: v128): v128 {
  return f64x2.mul(k, constant(TABLE, 3));
}

/** r²·P(r) = eʳ − 1 − r. The largest term, r²/2, is added last: half the error of Horner's rule for P. */
export function curve(r: v128): v128 {
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const p12 = f64x2.add(constant(TABLE, 5), f64x2.mul(r, constant(TABLE, 6)));
  const p34 = f64x2.add(constant(TABLE, 7), f64x2.mul(r, constant(TABLE, 8)));
  const p56 = f64x2.add(constant(TABLE, 9), f64x2.mul(r, constant(TABLE, 10)));
  const p78 = f64x2.add(constant(TABLE, 11), f64x2.mul(r, constant(TABLE, 12)));
  const p9a = f64x2.add(constant(TABLE, 13), f64x2.mul(r, constant(TABLE, 14)));
  const p14 = f64x2.add(p12, f64x2.mul(r2, p34));
  const p58 = f64x2.add(p56, f64x2.mul(r2, p78));
  const p1a = f64x2.add(p14, f64x2.mul(r4, f64x2.add(p58, f64x2.mul(r4, p9a))));
  return f64x2.add(f64x2.mul(constant(TABLE, 4), r2), f64x2.mul(f64x2.mul(r, r2), p1a));
}

/** y·2ᵏ for |k| < 2046 in two exact steps, so that only the last rounds, also into the denormal numbers. */
export function scaled(y: v128, rounded: v128): v128 {
  const one = v128.load64_splat(ONE);
  const half = i32x4.shr_s(rounded, 1);
  const rest = i32x4.sub(rounded, half);
  const first = f64x2.mul(y, i64x2.add(i64x2.shl(half, 52), one));
  return f64x2.mul(first, i64x2.add(i64x2.shl(rest, 52), one));
}

/** 2ᵏ for −1022 ≤ k ≤ 1023. */
export function powerOfTwo(rounded: v128): v128 {
  return i64x2.add(i64x2.shl(rounded, 52), v128.load64_splat(ONE));
}

/** 1 in both lanes. */
export function one(): v128 {
  return constant(TABLE, 15);
}
