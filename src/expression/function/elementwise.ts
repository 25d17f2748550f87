import { broadcastShapes } from "../../value/broadcastShapes.ts";
import { logarithm } from "../../value/logarithm.ts";
import { labelsOf } from "../../value/shape.ts";
import { add as plus } from "../add.ts";
import { contraction, splitScale, uniformValue } from "../contract.ts";
import { type Binary, elementwise, type Ternary, type Unary } from "../elementwise.ts";
import { lift, nameOf, type Operand } from "../lift.ts";
import type { Expression } from "../node.ts";
import { powConstant } from "../operator/unary.ts";
import { reduceExtreme } from "../structural.ts";
import { broadcastTo, multiply, scale } from "../view.ts";
import { logSumExp } from "./reduction.ts";

/** Two operands as expressions of their common shape (NumPy's broadcasting; ERR_SHAPE). */
function together(operation: string, a: Operand, b: Operand): [Expression, Expression] {
  const [x, y] = [lift(a), lift(b)];
  const shape = broadcastShapes(x.shape, y.shape, operation, () => [nameOf(x), nameOf(y)]);
  return [broadcastTo(x, shape), broadcastTo(y, shape)];
}

const unary =
  (op: Unary) =>
  (x: Operand): Expression =>
    elementwise(op, [lift(x)]);
const binary =
  (op: Binary) =>
  (a: Operand, b: Operand): Expression =>
    elementwise(op, together(op, a, b));

/** a + b, with NumPy's broadcasting. */
export function add(a: Operand, b: Operand): Expression {
  return plus(...together("add", a, b));
}
/** a − b, with NumPy's broadcasting. */
export function sub(a: Operand, b: Operand): Expression {
  const [x, y] = together("sub", a, b);
  return plus(x, scale(y, -1));
}
/** a · b elementwise, with NumPy's broadcasting; `matmul` is the product of matrices. */
export function mul(a: Operand, b: Operand): Expression {
  return multiply(...together("mul", a, b));
}
/** a / b elementwise, with NumPy's broadcasting. */
export const div: (a: Operand, b: Operand) => Expression = binary("div");
/** −x. */
export function neg(x: Operand): Expression {
  return scale(lift(x), -1);
}
/**
 * x^y elementwise. A fixed exponent is exact for integers; a varying one needs x > 0 to be
 * differentiated by y, or x = 0, where the derivative is taken as 0 for y ≥ 0.
 */
export function pow(x: Operand, y: Operand): Expression {
  const [base, exponent] = together("pow", x, y);
  const fixed = uniformValue(exponent);
  return fixed === undefined ? elementwise("pow", [base, exponent]) : powConstant(base, fixed);
}
/** x². */
export function square(x: Operand): Expression {
  return powConstant(lift(x), 2);
}
/** √x; NaN below 0, and an infinite derivative at 0: see `norm2` for the root of a sum of squares. */
export const sqrt: (x: Operand) => Expression = unary("sqrt");
/** eˣ. */
export const exp: (x: Operand) => Expression = unary("exp");
/** Natural logarithm; NaN below 0. That of a sum of exponentials is `logSumExp`, and does not overflow. */
export function log(x: Operand): Expression {
  const node = lift(x);
  const { scale: factor, core } = splitScale(node);
  const { labels: [labels = []] = [], output = [] } = contraction(core) ?? {};
  const kept = labels.filter((label) => output.includes(label));
  const axes = labels.flatMap((label, axis) => (output.includes(label) ? [] : [axis]));
  const [terms] = core.inputs;
  const isSum = axes.length > 0 && kept.join() === output.join() && core.inputs.length === 1;
  const isWhole = new Set(labels).size === labels.length && factor > 0;
  if (!isSum || !isWhole || terms!.op !== "exp") return elementwise("log", [node]);
  return add(logSumExp(terms!.inputs[0]!, axes), logarithm(factor));
}
/** log(1 + x), accurate near 0. */
export const log1p: (x: Operand) => Expression = unary("log1p");
/** eˣ − 1, accurate near 0. */
export const expm1: (x: Operand) => Expression = unary("expm1");
/** sin x, x in radians. */
export const sin: (x: Operand) => Expression = unary("sin");
/** cos x, x in radians. */
export const cos: (x: Operand) => Expression = unary("cos");
/** tan x, x in radians. */
export const tan: (x: Operand) => Expression = unary("tan");
/** Hyperbolic tangent. */
export const tanh: (x: Operand) => Expression = unary("tanh");
/** Hyperbolic sine. */
export const sinh: (x: Operand) => Expression = unary("sinh");
/** Hyperbolic cosine. */
export const cosh: (x: Operand) => Expression = unary("cosh");
/** 1 / (1 + e⁻ˣ), without overflow. */
export const sigmoid: (x: Operand) => Expression = unary("sigmoid");
/** log(1 + eˣ), without overflow. */
export const softplus: (x: Operand) => Expression = unary("softplus");
/** max(x, 0); its derivative at 0 is 0. */
export const relu: (x: Operand) => Expression = unary("relu");
/** |x|; its derivative at 0 is 0. */
export const abs: (x: Operand) => Expression = unary("abs");
/** −1, 0 or 1; its derivative is 0. */
export const sign: (x: Operand) => Expression = unary("sign");
/** The error function 2/√π ∫₀ˣ e^{−t²} dt. */
export const erf: (x: Operand) => Expression = unary("erf");
/** The larger of a and b elementwise; of one operand, its largest element. A tie shares the derivative equally. */
export const max: (a: Operand, b?: Operand) => Expression = extreme("max", "reduceMax");
/** The smaller of a and b elementwise; of one operand, its smallest element. A tie shares the derivative equally. */
export const min: (a: Operand, b?: Operand) => Expression = extreme("min", "reduceMin");

function extreme(op: "max" | "min", reduction: "reduceMax" | "reduceMin") {
  return (a: Operand, b?: Operand): Expression => {
    if (b !== undefined) return elementwise(op, together(op, a, b));
    const x = lift(a);
    return reduceExtreme(reduction, x, labelsOf(x.shape));
  };
}
/** 1 where a < b, else 0; its derivative is 0. */
export const less: (a: Operand, b: Operand) => Expression = binary("less");
/**
 * a where the condition is not 0, else b; all three are broadcast together. Both are computed, but
 * the one not taken adds nothing to a value or a derivative, not even where it is NaN or infinite:
 * `where(less(0, x), log(x), 0)` has the derivative 0 at 0. The condition has no derivative.
 */
export function where(condition: Operand, a: Operand, b: Operand): Expression {
  const [x, y] = together("where", a, b);
  const [c, u] = together("where", condition, x);
  return elementwise("where" satisfies Ternary, [c, u, broadcastTo(y, u.shape)]);
}
