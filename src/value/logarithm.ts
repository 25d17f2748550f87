const LOG_TWO_HIGH = 0.6931471803691238;
const LOG_TWO_LOW = 1.9082149292705877e-10;
const words = new DataView(new ArrayBuffer(8));

/**
 * log x from sums and products alone, error < 1 ulp: the same bits on every engine, which `Math.log` is not.
 *
 * x = 2ᵏ m with m in [√½, √2), f = m − 1, s = f / (2 + f): log m = 2 (s + s³/3 + …), as in fdlibm's e_log.c.
 */
export function logarithm(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? x : Number.NaN;
  const subnormal = x < 2 ** -1022;
  words.setFloat64(0, subnormal ? x * 2 ** 54 : x);
  // The upper bits of √2's mantissa are 0x6a09c; what is missing carries larger ones into the exponent.
  const high = words.getUint32(0) + 0x95f64;
  const exponent = (high >> 20) - 1023 - (subnormal ? 54 : 0);
  words.setUint32(0, (high & 0xfffff) + (0x3ff00000 - 0x95f64));
  const f = words.getFloat64(0) - 1;
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  const small = s * (half + series(s * s)) + exponent * LOG_TWO_LOW;
  return small - half + f + exponent * LOG_TWO_HIGH;
}

/** (log(1 + s) − log(1 − s)) / s − 2, an approximation of degree 14 from fdlibm; z = s². */
function series(z: number): number {
  const w = z * z;
  const odd =
    z *
    (0.6666666666666735 +
      w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  return odd + even;
}
