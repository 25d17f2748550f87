const MASK: usize = memory.data<u64>([0xfffffffff8000000]);

/**
 * (n + nLow)/(d + dLow) to 0.52 ulp: one Newton correction whose residual is exact, because the products of the upper
 * 26 bits of quotient and divisor are.
 */
export function ratio(n: v128, nLow: v128, d: v128, dLow: v128, one: v128): v128 {
  const mask = v128.load64_splat(MASK);
  const inverse = f64x2.div(one, d);
  const q = v128.and(f64x2.mul(n, inverse), mask);
  const dHigh = v128.and(d, mask);
  const dRest = f64x2.add(f64x2.sub(d, dHigh), dLow);
  const residual = f64x2.sub(f64x2.sub(n, f64x2.mul(q, dHigh)), f64x2.mul(q, dRest));
  return f64x2.add(q, f64x2.mul(f64x2.add(residual, nLow), inverse));
}
