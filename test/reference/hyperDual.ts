import { erf } from "./erf.ts";

/** x + a ε₁ + b ε₂ + ab ε₁ε₂ with ε² = 0: a value, its slopes along two directions, and its second one along both. */
export type HyperDual = readonly [value: number, a: number, b: number, ab: number];

export const constant = (x: number): HyperDual => [x, 0, 0, 0];

export const plus = (x: HyperDual, y: HyperDual): HyperDual => [
  x[0] + y[0],
  x[1] + y[1],
  x[2] + y[2],
  x[3] + y[3],
];

export const by = (x: HyperDual, c: number): HyperDual => [x[0] * c, x[1] * c, x[2] * c, x[3] * c];

export const multiply = (x: HyperDual, y: HyperDual): HyperDual => [
  x[0] * y[0],
  x[1] * y[0] + x[0] * y[1],
  x[2] * y[0] + x[0] * y[2],
  x[3] * y[0] + x[1] * y[2] + x[2] * y[1] + x[0] * y[3],
];

/** f, f′ and f″ at a number. */
type Slopes = readonly [number, number, number];

const chain = ([, a, b, ab]: HyperDual, [f, first, second]: Slopes): HyperDual => [
  f,
  first * a,
  first * b,
  first * ab + second * a * b,
];

/** x^p for a fixed p. */
export function power(x: HyperDual, p: number): HyperDual {
  const [first, second] = [p, p * (p - 1)];
  return chain(x, [
    x[0] ** p,
    first === 0 ? 0 : first * x[0] ** (p - 1),
    second === 0 ? 0 : second * x[0] ** (p - 2),
  ]);
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

const slopes: Record<string, (x: number) => Slopes> = {
  exp: (x) => [Math.exp(x), Math.exp(x), Math.exp(x)],
  log: (x) => [Math.log(x), 1 / x, -1 / x ** 2],
  log1p: (x) => [Math.log1p(x), 1 / (1 + x), -1 / (1 + x) ** 2],
  expm1: (x) => [Math.expm1(x), Math.exp(x), Math.exp(x)],
  sin: (x) => [Math.sin(x), Math.cos(x), -Math.sin(x)],
  cos: (x) => [Math.cos(x), -Math.sin(x), -Math.cos(x)],
  tanh: (x) => {
    const slope = 1 / Math.cosh(x) ** 2;
    return [Math.tanh(x), slope, -2 * Math.tanh(x) * slope];
  },
  sinh: (x) => [Math.sinh(x), Math.cosh(x), Math.sinh(x)],
  cosh: (x) => [Math.cosh(x), Math.sinh(x), Math.cosh(x)],
  sigmoid: (x) => {
    const slope = logistic(x) * logistic(-x);
    return [logistic(x), slope, slope * (logistic(-x) - logistic(x))];
  },
  softplus: (x) => [
    Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    logistic(x),
    logistic(x) * logistic(-x),
  ],
  sqrt: (x) => [Math.sqrt(x), 0.5 / Math.sqrt(x), -0.25 / x ** 1.5],
  erf: (x) => {
    const slope = (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);
    return [erf(x), slope, -2 * x * slope];
  },
  relu: (x) => [Math.max(x, 0), x > 0 ? 1 : 0, 0],
  abs: (x) => [Math.abs(x), Math.sign(x), 0],
  sign: (x) => [Math.sign(x), 0, 0],
};

/** Functions of one number, by name. */
export const functions: Record<string, (x: HyperDual) => HyperDual> = Object.fromEntries(
  Object.entries(slopes).map(([name, rule]) => [name, (x: HyperDual) => chain(x, rule(x[0]))]),
);

export const over = (x: HyperDual, y: HyperDual): HyperDual => multiply(x, power(y, -1));
