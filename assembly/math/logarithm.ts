import { constant } from "./constant";

// log(m), √½ ≤ m < √2, f = m − 1, s = f/(2 + f): log m = f − f²/2 + s·(f²/2 + R(s²)). FDLIBM e_log.c.
const TABLE: usize = memory.data<f64>([
  0.6931471803691238, // 0: ln 2, upper bits: exact times an exponent
  1.9082149292705877e-10, // 1: ln 2, the rest
  0.6666666666666735, // 2: R
  0.3999999999940942,
  0.2857142874366239,
  0.22222198432149784,
  0.1818357216161805,
  0.15313837699209373,
  0.14798198605116586, // 8
  4503599627371519, // 9: 2⁵² + 1023: turns an exponent field into the exponent
  0.5, // 10
  2, // 11
  1, // 12
]);

const BITS: usize = memory.data<u64>([
  0x00095f6200000000, // 0: 1 − √½ in exponent steps: makes √½ ≤ m
  0x4330000000000000, // 1: 2⁵²
  0x000fffffffffffff, // 2: the mantissa
  0x3fe6a09e00000000, // 3: √½
]);

/** The bits of x moved so that the exponent field says which power of two to take out. */
export function moved(x: v128): v128 {
  return i64x2.add(x, v128.load64_splat(BITS));
}

/** k with x = 2ᵏ·m. */
export function exponent(shifted: v128): v128 {
  const field = v128.or(i64x2.shr_u(shifted, 52), v128.load64_splat(BITS + 8));
  return f64x2.sub(field, constant(TABLE, 9));
}

/** m. */
export function mantissa(shifted: v128): v128 {
  return i64x2.add(v128.and(shifted, v128.load64_splat(BITS + 16)), v128.load64_splat(BITS + 24));
}

/** f²/2. */
export function halfSquare(f: v128): v128 {
  return f64x2.mul(constant(TABLE, 10), f64x2.mul(f, f));
}

/** s·(f²/2 + R(s²)) = log(1 + f) − f + f²/2. */
export function series(f: v128, half: v128): v128 {
  const s = f64x2.div(f, f64x2.add(constant(TABLE, 11), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const even = f64x2.mul(
    w,
    f64x2.add(
      constant(TABLE, 3),
      f64x2.mul(w, f64x2.add(constant(TABLE, 5), f64x2.mul(w, constant(TABLE, 7)))),
    ),
  );
  const inner = f64x2.add(constant(TABLE, 6), f64x2.mul(w, constant(TABLE, 8)));
  const odd = f64x2.mul(
    z,
    f64x2.add(constant(TABLE, 2), f64x2.mul(w, f64x2.add(constant(TABLE, 4), f64x2.mul(w, inner)))),
  );
  return f64x2.mul(s, f64x2.add(half, f64x2.add(odd, even)));
}

/** k·ln 2, upper part, exact. */
export function logTwo(k: v128): v128 {
  return f64x2.mul(k, constant(TABLE, 0));
}

/** k·ln 2, the rest. */
export function logTwoLow(k: v128): v128 {
  return f64x2.mul(k, constant(TABLE, 1));
}

/** 1 in both lanes. */
export function unit(): v128 {
  return constant(TABLE, 12);
}
