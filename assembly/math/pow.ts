import { constant } from "./constant";
import { curve, multiple, one, quotient, remainder, remainderLow, scaled } from "./exponential";
import { exponent, logTwo, logTwoLow } from "./logarithm";

// xʸ = exp(y·log x), the logarithm as a sum of two numbers of 79 bits together. x = 2ᵏ·m with √¾ ≤ m < √3, c = 1 or 3/2,
// s = (m − c)/(m + c): log m = log c + ⅔·s·(3 + s² + s⁴·L(s²)). L of degree 5 interpolates at Chebyshev points (2^−68
// relative to the logarithm). Products of two numbers of 26 bits are exact. The method of FDLIBM e_pow.c.
const TABLE: usize = memory.data<f64>([
  0.5999999999999999, // 0: L
  0.4285714285721347,
  0.3333333325267062,
  0.27272760947838376,
  0.2307057627716676,
  0.20549708663040317,
  3, // 6
  0.6666666567325592, // 7: ⅔, its upper 26 bits
  9.934107462565104e-9, // 8: the rest
  0.6666666666666666, // 9
  1.2247448713915892, // 10: √(3/2), from where c = 3/2
  0.5, // 11
  0.40546510368585587, // 12: log 3/2, its upper 26 bits
  4.422308516499498e-9, // 13: the rest
  1e20, // 14: with any larger |y| the result is 0, 1 or ∞ as well
  760, // 15: e⁷⁶⁰ is ∞, e⁻⁷⁶⁰ is 0
  2.2250738585072014e-308, // 16: the smallest normal number
  Infinity, // 17
  0, // 18
]);

const BITS: usize = memory.data<u64>([
  0x0004498517a80000, // 0: 1 − √¾ in exponent steps: makes √¾ ≤ m
  0x000fffffffffffff, // 1: the mantissa
  0x3febb67ae8580000, // 2: √¾
  0xfffffffff8000000, // 3: the upper 26 bits
]);

/** xʸ as ECMAScript defines it (1^NaN is NaN), error < 0.6 ulp (0.8 where the result is denormal). */
export function powV(x: v128, y: v128): v128 {
  const positive = v128.and(f64x2.ge(x, constant(TABLE, 16)), f64x2.lt(x, constant(TABLE, 17)));
  const ordinary = v128.and(positive, f64x2.lt(f64x2.abs(y), constant(TABLE, 17)));
  if (i64x2.all_true(ordinary)) return power(x, constant(TABLE, 18), y);
  const low = unusual(f64x2.extract_lane(x, 0), f64x2.extract_lane(y, 0));
  const high = unusual(f64x2.extract_lane(x, 1), f64x2.extract_lane(y, 1));
  return f64x2.replace_lane(f64x2.splat(low), 1, high);
}

/** xʸ: the bits of powV. */
export function pow(x: f64, y: f64): f64 {
  return f64x2.extract_lane(powV(f64x2.splat(x), f64x2.splat(y)), 0);
}

function upper(x: v128): v128 {
  return v128.and(x, v128.load64_splat(BITS + 24));
}

/** (2ᵏ·x)ʸ for a normal x > 0. */
function power(x: v128, k: v128, y: v128): v128 {
  const shifted = i64x2.add(x, v128.load64_splat(BITS));
  const m = i64x2.add(v128.and(shifted, v128.load64_splat(BITS + 8)), v128.load64_splat(BITS + 16));
  k = f64x2.add(k, exponent(shifted));
  const second = f64x2.ge(m, constant(TABLE, 10));
  const c = f64x2.add(one(), v128.and(second, constant(TABLE, 11)));
  // s = high + low; high, and every other upper part, has 26 bits.
  const d = f64x2.add(m, c);
  const dLow = f64x2.sub(m, f64x2.sub(d, c));
  const n = f64x2.sub(m, c);
  const inverse = f64x2.div(one(), d);
  const rough = f64x2.mul(n, inverse);
  const high = upper(rough);
  const dHigh = upper(d);
  const dRest = f64x2.add(f64x2.sub(d, dHigh), dLow);
  const residual = f64x2.sub(f64x2.sub(n, f64x2.mul(high, dHigh)), f64x2.mul(high, dRest));
  const low = f64x2.mul(residual, inverse);
  const s = f64x2.add(high, low);
  // 3 + s² + s⁴·L(s²) = t + tLow
  const square = f64x2.mul(high, high);
  const squareLow = f64x2.mul(low, f64x2.add(high, s));
  const rest = f64x2.add(squareLow, tail(f64x2.mul(rough, rough)));
  const t = upper(f64x2.add(f64x2.add(constant(TABLE, 6), square), rest));
  const tLow = f64x2.sub(rest, f64x2.sub(f64x2.sub(t, constant(TABLE, 6)), square));
  // s·(t + tLow) = p + pLow
  const product = f64x2.mul(high, t);
  const productLow = f64x2.add(f64x2.mul(low, t), f64x2.mul(tLow, s));
  const p = upper(f64x2.add(product, productLow));
  const pLow = f64x2.sub(productLow, f64x2.sub(p, product));
  // log = l + lLow
  const a = f64x2.mul(constant(TABLE, 7), p);
  const aLow = f64x2.add(
    f64x2.add(f64x2.mul(constant(TABLE, 8), p), f64x2.mul(pLow, constant(TABLE, 9))),
    f64x2.add(v128.and(second, constant(TABLE, 13)), logTwoLow(k)),
  );
  const logC = v128.and(second, constant(TABLE, 12));
  const twos = logTwo(k);
  const l = upper(f64x2.add(f64x2.add(a, aLow), f64x2.add(logC, twos)));
  const lLow = f64x2.sub(aLow, f64x2.sub(f64x2.sub(f64x2.sub(l, twos), logC), a));
  return exponentialOfProduct(y, l, lLow);
}

/** s⁴·L(s²) */
function tail(z: v128): v128 {
  const z2 = f64x2.mul(z, z);
  const p01 = f64x2.add(constant(TABLE, 0), f64x2.mul(z, constant(TABLE, 1)));
  const p23 = f64x2.add(constant(TABLE, 2), f64x2.mul(z, constant(TABLE, 3)));
  const p45 = f64x2.add(constant(TABLE, 4), f64x2.mul(z, constant(TABLE, 5)));
  return f64x2.mul(z2, f64x2.add(p01, f64x2.mul(z2, f64x2.add(p23, f64x2.mul(z2, p45)))));
}

/** exp(y·(l + lLow)), l of 26 bits. */
function exponentialOfProduct(y: v128, l: v128, lLow: v128): v128 {
  const large = constant(TABLE, 14);
  y = f64x2.max(f64x2.min(y, large), f64x2.neg(large));
  const yHigh = upper(y);
  const product = f64x2.mul(yHigh, l);
  const productLow = f64x2.add(f64x2.mul(f64x2.sub(y, yHigh), l), f64x2.mul(y, lLow));
  const exact = f64x2.add(product, productLow);
  const limit = constant(TABLE, 15);
  const x = f64x2.max(f64x2.min(exact, limit), f64x2.neg(limit));
  // Beyond the limit there is no rest.
  const xLow = v128.and(f64x2.sub(productLow, f64x2.sub(exact, product)), f64x2.eq(x, exact));
  const rounded = quotient(x);
  const k = multiple(rounded);
  const r = remainder(x, k);
  const rLow = f64x2.sub(xLow, remainderLow(k));
  const sum = f64x2.add(r, rLow);
  const sumLow = f64x2.sub(rLow, f64x2.sub(sum, r));
  const e = f64x2.add(one(), sum);
  const eLow = f64x2.sub(sum, f64x2.sub(e, one()));
  const small = f64x2.add(eLow, f64x2.add(f64x2.mul(sumLow, e), curve(sum)));
  return scaled(f64x2.add(e, small), rounded);
}

/** One lane of anything: zero, negative, denormal, ∞ and NaN included. Ordinary numbers get the bits of `power`. */
function unusual(x: f64, y: f64): f64 {
  if (y === 0) return 1;
  if (isNaN<f64>(x) || isNaN<f64>(y)) return NaN;
  const size = abs<f64>(x);
  const whole = floor<f64>(y) === y;
  const odd = whole && abs<f64>(y) < 9007199254740992 && (<i64>y & 1) !== 0;
  let value: f64;
  if (abs<f64>(y) === Infinity) {
    if (size === 1) return NaN;
    value = size > 1 === y > 0 ? Infinity : 0;
  } else if (size === 0 || size === Infinity) value = (size === 0) === y > 0 ? 0 : Infinity;
  else if (x < 0 && !whole) return NaN;
  else {
    const denormal = size < 2.2250738585072014e-308;
    const normal = f64x2.splat(denormal ? size * 18014398509481984 : size);
    const k = f64x2.splat(denormal ? -54 : 0);
    value = f64x2.extract_lane(power(normal, k, f64x2.splat(y)), 0);
  }
  return odd && reinterpret<i64>(x) < 0 ? -value : value;
}
