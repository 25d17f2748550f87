import { type Double, from, negative, product, quotient, sum, times } from "./doubleDouble.ts";
import { quarterTurns } from "./quarterTurns.ts";

/** A double-double and the power of two it is multiplied by: results near the ends of the exponent range. */
export type Scaled = readonly [value: Double, exponent: number];

const LN2: Double = [0.6931471805599453, 2.3190468138462996e-17];
const TWO_OVER_ROOT_PI: Double = [1.1283791670955126, 1.533545961316588e-17];
const ONE = from(1);

/** Below, f(x) = x·(1 + less than 2⁻²⁰⁰) for every odd function here with slope 1: and products would underflow. */
const TINY = 2 ** -250;

/** Σ terms with term(k) = term(k−1)·factor/divisor(k), until they vanish. */
function series(first: Double, factor: Double, divisor: (k: number) => number): Double {
  let term = first;
  let total = first;
  for (let k = 1; Math.abs(term[0]) > 1e-36 * Math.abs(total[0]); k++) {
    term = quotient(product(term, factor), from(divisor(k)));
    total = sum(total, term);
  }
  return total;
}

/** eˣ − 1 for |x| ≤ 0.4: Taylor after halving five times, (1 + e)² − 1 = e·(2 + e). */
function expm1Small(x: Double): Double {
  let e = series(times(x, 2 ** -5), times(x, 2 ** -5), (k) => k + 1);
  for (let i = 0; i < 5; i++) e = product(e, sum(from(2), e));
  return e;
}

/** eˣ = value·2^exponent, for the unevaluated x. */
export function exp(x: Double): Scaled {
  const k = Math.round(x[0] / Math.LN2);
  const r = sum(x, negative(product(LN2, from(k))));
  return [sum(ONE, expm1Small(r)), k];
}

const plain = ([value, k]: Scaled): Double =>
  times(times(value, 2 ** Math.trunc(k / 2)), 2 ** (k - Math.trunc(k / 2)));

export function expm1(x: Double): Scaled {
  if (Math.abs(x[0]) < TINY) return [x, 0];
  if (Math.abs(x[0]) < 0.35) return [expm1Small(x), 0];
  const [value, k] = exp(x);
  return [sum(value, from(k > 200 ? 0 : -(2 ** -k))), k];
}

/** log x for x = value·2^exponent > 0: one Newton step from Math.log. */
export function log([x, exponent]: Scaled): Double {
  const start = from(Math.log(x[0]));
  const correction = expm1(sum(from(0), negative(start)));
  const e = plain(expm1(start));
  // log x = y + log(x·e⁻ʸ) ≈ y + 2(x − eʸ)/(x + eʸ)
  const grown = sum(ONE, e);
  const step = quotient(times(sum(x, negative(grown)), 2), sum(x, grown));
  return correction ? sum(sum(start, step), product(LN2, from(exponent))) : start;
}

export function log1p(x: Double): Double {
  if (Math.abs(x[0]) < TINY) return x;
  if (Math.abs(x[0]) > 0.5) return log([sum(ONE, x), 0]);
  const y = from(Math.log1p(x[0]));
  const e = plain(expm1(y));
  const difference = sum(x, negative(e));
  // log((1 + x)/(1 + e)), the ratio within 10⁻¹⁶ of 1.
  const step = quotient(times(difference, 2), sum(sum(from(2), x), e));
  return sum(y, step);
}

export function tanh(x: Double): Double {
  const size = Math.abs(x[0]);
  if (size < TINY) return x;
  if (size > 40) return from(Math.sign(x[0]));
  const t = plain(expm1(times(x, 2)));
  return quotient(t, sum(t, from(2)));
}

/** 1/(1 + e⁻ˣ) as value·2^exponent. */
export function sigmoid(x: Double): Scaled {
  const [e, k] = exp([-Math.abs(x[0]), x[0] < 0 ? x[1] : -x[1]]);
  const bottom = k < -400 ? ONE : sum(ONE, plain([e, k]));
  return x[0] < 0 ? [quotient(e, bottom), k] : [quotient(ONE, bottom), 0];
}

/** σ′(x) = e/(1 + e)², e = e^−|x|. */
export function sigmoidSlope(x: Double): Scaled {
  const [e, k] = exp(x[0] < 0 ? x : [-x[0], -x[1]]);
  const bottom = k < -400 ? ONE : sum(ONE, plain([e, k]));
  return [quotient(e, product(bottom, bottom)), k];
}

export function softplus(x: Double): Scaled {
  if (x[0] < -300) return exp(x);
  const small = log1p(plain(exp([-Math.abs(x[0]), x[0] < 0 ? x[1] : -x[1]])));
  return [x[0] > 0 ? sum(x, small) : small, 0];
}

export function sinh(x: Double): Scaled {
  if (Math.abs(x[0]) < TINY) return [x, 0];
  if (Math.abs(x[0]) < 0.3) {
    const t = expm1Small(x);
    return [times(sum(t, quotient(t, sum(ONE, t))), 0.5), 0];
  }
  const [e, k] = exp(x);
  const other = k > 200 || k < -200 ? 0 : 1;
  const small: Double = other ? times(quotient(ONE, e), 2 ** (-2 * k)) : from(0);
  if (k < -200) return [negative(times(quotient(ONE, e), 0.5)), -k];
  return [times(sum(e, negative(small)), 0.5), k];
}

export function cosh(x: Double): Scaled {
  const [e, k] = exp([Math.abs(x[0]), 0]);
  const small = k > 200 ? from(0) : times(quotient(ONE, e), 2 ** (-2 * k));
  return [times(sum(e, small), 0.5), k];
}

/** [sin, cos] of r, |r| ≤ π/4 and a bit. */
function circle(r: Double): [Double, Double] {
  if (Math.abs(r[0]) < TINY) return [r, ONE];
  const square = negative(product(r, r));
  const sine = series(r, square, (k) => 2 * k * (2 * k + 1));
  return [sine, series(ONE, square, (k) => 2 * k * (2 * k - 1))];
}

export function sin(x: number): Double {
  const { turns, rest } = quarterTurns(x);
  const value = circle(rest)[turns & 1]!;
  return turns & 2 ? negative(value) : value;
}

export function cos(x: number): Double {
  const { turns, rest } = quarterTurns(x);
  const value = circle(rest)[1 - (turns & 1)]!;
  return (turns + 1) & 2 ? negative(value) : value;
}

export const tan = (x: number): Double => (Math.abs(x) < TINY ? from(x) : quotient(sin(x), cos(x)));

/** xʸ for x > 0. */
export function pow(x: number, y: number): Scaled {
  const exponent = Math.floor(Math.log2(x));
  const half = Math.trunc(exponent / 2);
  const mantissa = x * 2 ** -half * 2 ** (half - exponent);
  return exp(product(log([from(mantissa), exponent]), from(y)));
}

/** erf x = 2/√π·e^−x²·x·Σ (2x²)ᵏ/(2k+1)!!, all terms of one sign. */
export function erf(x: Double): Scaled {
  if (Math.abs(x[0]) > 7) return [from(Math.sign(x[0])), 0];
  if (Math.abs(x[0]) < TINY) return [product(TWO_OVER_ROOT_PI, times(x, 2 ** 600)), -600];
  const square = product(x, x);
  const e = plain(exp(negative(square)));
  const total = series(x, times(square, 2), (k) => 2 * k + 1);
  return [product(product(TWO_OVER_ROOT_PI, e), total), 0];
}
