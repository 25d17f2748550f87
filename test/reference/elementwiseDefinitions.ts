import * as complex from "./complex.ts";
import { by, type Complex, minus, over, plus, real, times } from "./complex.ts";

type Definition = (
  inputs: readonly Complex[],
  attributes: Readonly<Record<string, number>>,
) => Complex;

const one = real(1);
const unary =
  (rule: (x: Complex) => Complex): Definition =>
  ([x]) =>
    rule(x!);
/** A function of the real part that is piecewise constant: its slope is 0. */
const step =
  (rule: (...x: number[]) => number): Definition =>
  (inputs) =>
    real(rule(...inputs.map(([x]) => x)));

const power = (x: Complex, y: Complex): Complex =>
  x[1] === 0 && y[1] === 0 ? real(x[0] ** y[0]) : complex.exp(times(y, complex.log(x)));

/** x^p for a fixed p: a product for whole p, so that the sign of x does not matter. */
function fixedPower(x: Complex, p: number): Complex {
  if (x[1] === 0) return real(x[0] ** p);
  if (!Number.isInteger(p)) return power(x, real(p));
  const factor = p < 0 ? over(one, x) : x;
  let product = one;
  for (let k = 0; k < Math.abs(p); k++) product = times(product, factor);
  return product;
}

/** Every elementwise operator by its definition, continued to complex numbers near the real axis. */
export const elementwiseDefinitions: Record<string, Definition> = {
  sqrt: unary(complex.sqrt),
  exp: unary(complex.exp),
  log: unary(complex.log),
  log1p: unary((x) => (x[1] === 0 ? real(Math.log1p(x[0])) : complex.log(plus(one, x)))),
  expm1: unary((x) => (x[1] === 0 ? real(Math.expm1(x[0])) : minus(complex.exp(x), one))),
  sin: unary(complex.sin),
  cos: unary(complex.cos),
  tan: unary((x) => over(complex.sin(x), complex.cos(x))),
  sinh: unary(complex.sinh),
  cosh: unary(complex.cosh),
  tanh: unary((x) => (x[1] === 0 ? real(Math.tanh(x[0])) : over(complex.sinh(x), complex.cosh(x)))),
  sigmoid: unary((x) =>
    x[0] >= 0
      ? over(one, plus(one, complex.exp(by(x, -1))))
      : over(complex.exp(x), plus(one, complex.exp(x))),
  ),
  sigmoidSlope: unary((x) => {
    const e = complex.exp(by(x, x[0] > 0 ? -1 : 1));
    return over(e, times(plus(one, e), plus(one, e)));
  }),
  softplus: unary((x) => {
    const rest = complex.exp(by(x, x[0] > 0 ? -1 : 1));
    const small = rest[1] === 0 ? real(Math.log1p(rest[0])) : complex.log(plus(one, rest));
    return x[0] > 0 ? plus(x, small) : small;
  }),
  erf: unary(complex.erf),
  reciprocal: unary((x) => over(one, x)),
  logSlope: unary((x) => (x[0] < 0 ? real(Number.NaN) : over(one, x))),
  powConstant: ([x], { exponent }) => fixedPower(x!, exponent!),
  relu: unary((x) => (x[0] > 0 || Number.isNaN(x[0]) ? x : real(0))),
  abs: unary((x) => (x[0] < 0 ? by(x, -1) : x[0] === 0 ? real(0) : x)),
  sign: step(Math.sign),
  add: ([x, y]) => plus(x!, y!),
  div: ([x, y]) => over(x!, y!),
  pow: ([x, y]) => power(x!, y!),
  max: ([x, y]) => (Number.isNaN(x![0]) || x![0] >= y![0] ? x! : y!),
  min: ([x, y]) => (Number.isNaN(x![0]) || x![0] <= y![0] ? x! : y!),
  less: step((x, y) => (x! < y! ? 1 : 0)),
  lessEqual: step((x, y) => (x! <= y! ? 1 : 0)),
  equalTo: step((x, y) => (x === y ? 1 : 0)),
  where: ([c, x, y]) => (c![0] !== 0 ? x! : y!),
};
