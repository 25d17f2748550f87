import { add } from "../add.ts";
import { uniform } from "../contract.ts";
import { elementwise, type Unary } from "../elementwise.ts";
import type { Expression } from "../node.ts";
import { multiply, scale } from "../view.ts";
import { elementwiseOperator } from "./elementwise.ts";
import type { Operator } from "./operator.ts";

type Slope = (x: Expression, y: Expression) => Expression | undefined;

const row = (slope: Slope): Operator => elementwiseOperator(([x], y) => [slope(x!, y)]);
const one = (x: Expression): Expression => uniform(1, x.shape);
const square = (x: Expression): Expression => multiply(x, x);
const reciprocal = (x: Expression): Expression => elementwise("reciprocal", [x]);
const logSlope = (x: Expression): Expression => elementwise("logSlope", [x]);
const sigmoidSlope = (x: Expression): Expression => elementwise("sigmoidSlope", [x]);

/** x^p for a fixed p: integer powers up to 4 are products. */
export function powConstant(x: Expression, exponent: number): Expression {
  if (exponent === 0) return one(x);
  if (exponent === 1) return x;
  if (exponent === 2) return square(x);
  if (exponent === 3) return multiply(square(x), x);
  if (exponent === 4) return multiply(square(x), square(x));
  if (exponent === -1) return reciprocal(x);
  if (exponent === 0.5) return elementwise("sqrt", [x]);
  return elementwise("powConstant", [x], { exponent });
}

/** dy/dx of the functions of one variable, in terms of x and y = f(x). */
export const unary: Record<Unary, Operator> = {
  sqrt: row((_, y) => scale(reciprocal(y), 0.5)),
  exp: row((_, y) => y),
  log: row(logSlope),
  log1p: row((x) => logSlope(add(one(x), x))),
  // 1/x, and NaN where the logarithm is: a finite slope would pass a point outside the domain for a solution.
  logSlope: row((_, y) => scale(square(y), -1)),
  expm1: row((x) => elementwise("exp", [x])), // y + 1 would have lost the lower tail
  sin: row((x) => elementwise("cos", [x])),
  cos: row((x) => scale(elementwise("sin", [x]), -1)),
  tan: row((x, y) => add(one(x), square(y))),
  tanh: row((x) => scale(sigmoidSlope(scale(x, 2)), 4)), // 1 − y² would lose both tails
  sinh: row((x) => elementwise("cosh", [x])),
  cosh: row((x) => elementwise("sinh", [x])),
  sigmoid: row(sigmoidSlope),
  // σ″ = −σ′(x) tanh(x/2)
  sigmoidSlope: row((x, y) => scale(multiply(y, elementwise("tanh", [scale(x, 0.5)])), -1)),
  softplus: row((x) => elementwise("sigmoid", [x])),
  relu: row((_, y) => elementwise("sign", [y])),
  abs: row((x) => elementwise("sign", [x])),
  sign: row(() => undefined),
  erf: row((x) => scale(elementwise("exp", [scale(square(x), -1)]), 2 / Math.sqrt(Math.PI))),
  reciprocal: row((_, y) => scale(square(y), -1)),
  powConstant: elementwiseOperator(([x], y) => {
    const exponent: number = y.attributes.exponent;
    return [scale(powConstant(x!, exponent - 1), exponent)];
  }),
};
