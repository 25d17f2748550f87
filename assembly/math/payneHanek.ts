/** 2/π behind the point, 32 bits a word: enough for the largest double and 64 bits more. */
const TWO_OVER_PI: usize = memory.data<u32>([
  0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561,
  0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484,
  0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f,
  0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b,
  0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046, 0xfc7b6bab, 0xf0cfbc20, 0x9af4361d,
]);

/** π/2 in two doubles; the first split in halves whose products are exact. */
const HALF_PI: f64 = 1.5707963267948966;
const HALF_PI_HIGH: f64 = 1.570796325802803;
const HALF_PI_LOW: f64 = 6.123233995736766e-17;

/** Limbs of a product: 53 bits of x times seven words of 2/π, least significant first, zeros above. */
const LIMBS: usize = memory.data(48, 8);

/** r and rLow of the last reduction. */
const RESULT: usize = memory.data(16, 8);

/** x = n·π/2 + r + rLow, |r| ≤ π/4, for finite |x| ≥ 2¹⁹; returns n modulo 4 (Payne & Hanek 1983). */
export function remoteTurns(x: f64): i32 {
  const bits = reinterpret<u64>(x);
  const exponent = (<i32>(bits >> 52) & 0x7ff) - 1075;
  // Words of 2/π that x turns into multiples of four are skipped.
  const skipped = max<i32>(0, (exponent - 2) >> 5);
  multiply((bits & 0xfffffffffffff) | 0x10000000000000, TWO_OVER_PI + ((<usize>skipped) << 2));
  const point = 224 + 32 * skipped - exponent;
  const first = window(point - 62);
  const second = window(point - 126);
  let turns = <i32>(first >> 62);
  let high = (first << 2) | (second >> 62);
  let low = (second << 2) | (window(point - 190) >> 62);
  // The nearest turn: a fraction above one half becomes negative.
  const negative = <i32>(high >> 63);
  if (negative) {
    turns++;
    low = ~low + 1;
    high = ~high + (low === 0 ? 1 : 0);
  }
  const backward = <i32>(bits >> 63);
  fractionOfTurn(high, low, negative !== backward ? -1 : 1);
  return (backward ? -turns : turns) & 3;
}

/** r of the last reduction. */
export function remoteHigh(): f64 {
  return load<f64>(RESULT);
}

/** What r lacks. */
export function remoteLow(): f64 {
  return load<f64>(RESULT + 8);
}

/** LIMBS ← mantissa · (seven words, most significant first). */
function multiply(mantissa: u64, words: usize): void {
  memory.fill(LIMBS, 0, 48);
  for (let part = 0; part < 2; part++) {
    const factor = part ? mantissa >> 32 : mantissa & 0xffffffff;
    let carry: u64 = 0;
    for (let j = 0; j < 7; j++) {
      const target = LIMBS + ((<usize>(part + j)) << 2);
      const word = <u64>load<u32>(words + ((<usize>(6 - j)) << 2));
      const value = factor * word + <u64>load<u32>(target) + carry;
      store<u32>(target, <u32>value);
      carry = value >> 32;
    }
    store<u32>(LIMBS + ((<usize>(part + 7)) << 2), <u32>carry);
  }
}

/** 64 bits of LIMBS from bit `start` up. */
function window(start: i32): u64 {
  const limb = LIMBS + ((<usize>(start >> 5)) << 2);
  const offset = <u64>(start & 31);
  const low = <u64>load<u32>(limb) | ((<u64>load<u32>(limb, 4)) << 32);
  return offset ? (low >> offset) | ((<u64>load<u32>(limb, 8)) << (64 - offset)) : low;
}

/** RESULT ← sign · (high·2⁻⁶⁴ + low·2⁻¹²⁸) · π/2. */
function fractionOfTurn(high: u64, low: u64, sign: f64): void {
  const shift = clz<u64>(high);
  const top = shift ? (high << shift) | (low >> (64 - shift)) : high;
  const next = low << shift;
  const scale = sign * reinterpret<f64>((970 - shift) << 52); // 2^(−53 − shift)
  const a = <f64>(top >> 11) * scale;
  const aLow = <f64>(((top & 0x7ff) << 53) | (next >> 11)) * (scale * 5.421010862427522e-20); // 2⁻⁶⁴
  const half = reinterpret<f64>(reinterpret<u64>(a) & 0xfffffffff8000000);
  const rest = a - half;
  const product = a * HALF_PI;
  const other = HALF_PI - HALF_PI_HIGH;
  const error = half * HALF_PI_HIGH - product + half * other + rest * HALF_PI_HIGH + rest * other;
  const tail = error + (a * HALF_PI_LOW + aLow * HALF_PI);
  const r = product + tail;
  store<f64>(RESULT, r);
  store<f64>(RESULT + 8, product - r + tail);
}
