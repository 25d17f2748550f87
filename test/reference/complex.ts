/** A complex number as [real, imaginary]: the definitions, for the complex step. */
export type Complex = readonly [number, number];

export const real = (x: number): Complex => [x, 0];
export const plus = (a: Complex, b: Complex): Complex => [a[0] + b[0], a[1] + b[1]];
export const minus = (a: Complex, b: Complex): Complex => [a[0] - b[0], a[1] - b[1]];
export const times = (a: Complex, b: Complex): Complex =>
  a[1] === 0 && b[1] === 0
    ? [a[0] * b[0], 0]
    : [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
export const by = (a: Complex, s: number): Complex => [a[0] * s, a[1] === 0 ? 0 : a[1] * s];

export function over(a: Complex, b: Complex): Complex {
  if (b[1] === 0) return [a[0] / b[0], a[1] === 0 ? 0 : a[1] / b[0]];
  // Smith: no overflow in |b|².
  if (Math.abs(b[0]) >= Math.abs(b[1])) {
    const [r, d] = [b[1] / b[0], b[0] + (b[1] * b[1]) / b[0]];
    return [(a[0] + a[1] * r) / d, (a[1] - a[0] * r) / d];
  }
  const [r, d] = [b[0] / b[1], b[1] + (b[0] * b[0]) / b[1]];
  return [(a[0] * r + a[1]) / d, (a[1] * r - a[0]) / d];
}

export const exp = ([x, y]: Complex): Complex =>
  y === 0 ? real(Math.exp(x)) : [Math.exp(x) * Math.cos(y), Math.exp(x) * Math.sin(y)];
export const log = ([x, y]: Complex): Complex =>
  y === 0 && !(x < 0) ? real(Math.log(x)) : [Math.log(Math.hypot(x, y)), Math.atan2(y, x)];
export const sinh = ([x, y]: Complex): Complex =>
  y === 0 ? real(Math.sinh(x)) : [Math.sinh(x) * Math.cos(y), Math.cosh(x) * Math.sin(y)];
export const cosh = ([x, y]: Complex): Complex =>
  y === 0 ? real(Math.cosh(x)) : [Math.cosh(x) * Math.cos(y), Math.sinh(x) * Math.sin(y)];
export const sin = ([x, y]: Complex): Complex =>
  y === 0 ? real(Math.sin(x)) : [Math.sin(x) * Math.cosh(y), Math.cos(x) * Math.sinh(y)];
export const cos = ([x, y]: Complex): Complex =>
  y === 0 ? real(Math.cos(x)) : [Math.cos(x) * Math.cosh(y), -Math.sin(x) * Math.sinh(y)];

/** Principal root; exact on the real axis, and for an imaginary part too small for |z|. */
export function sqrt([x, y]: Complex): Complex {
  if (y === 0) return real(Math.sqrt(x));
  const r = Math.hypot(x, y);
  if (x >= 0) {
    const a = Math.sqrt((r + x) / 2);
    return [a, y / (2 * a)];
  }
  const b = Math.sqrt((r - x) / 2);
  return [Math.abs(y) / (2 * b), y < 0 ? -b : b];
}

const TAYLOR_MOST = 2.5;
const FRACTION_DEPTH = 120;

/** 2/√π Σ (−1)ⁿ z²ⁿ⁺¹ / (n! (2n+1)); further out 1 − e^{−z²}/√π · 1/(z + ½/(z + 1/(z + ³⁄₂/(z + …)))). */
export function erf(z: Complex): Complex {
  if (Number.isNaN(z[0])) return real(Number.NaN);
  if (z[0] < 0) return by(erf(by(z, -1)), -1);
  if (z[0] > TAYLOR_MOST) {
    let fraction: Complex = z;
    for (let k = FRACTION_DEPTH; k > 0; k--) fraction = plus(z, over(real(k / 2), fraction));
    return minus(real(1), over(by(exp(by(times(z, z), -1)), 1 / Math.sqrt(Math.PI)), fraction));
  }
  const square = times(z, z);
  let power = z;
  let sum = z;
  for (let n = 1; n < 100; n++) {
    power = by(times(power, square), -1 / n);
    sum = plus(sum, by(power, 1 / (2 * n + 1)));
  }
  return by(sum, 2 / Math.sqrt(Math.PI));
}
