import type { Shape } from "../value/shape.ts";
import { splitScale, uniform, uniformValue } from "./contract.ts";
import { embed, splitEmbedding } from "./embedding.ts";
import { type Expression, intern } from "./node.ts";
import { scale } from "./view.ts";

export type Unary =
  | "sqrt"
  | "exp"
  | "log"
  | "log1p"
  | "expm1"
  | "sin"
  | "cos"
  | "tan"
  | "tanh"
  | "sinh"
  | "cosh"
  | "sigmoid"
  | "sigmoidSlope"
  | "softplus"
  | "relu"
  | "abs"
  | "sign"
  | "erf"
  | "reciprocal"
  | "logSlope"
  | "powConstant";
export type Binary = "div" | "pow" | "max" | "min" | "less" | "lessEqual" | "equalTo";
export type Ternary = "where";

/**
 * Results that every engine computes to the same bits; of the transcendental functions, which are left to the
 * WebAssembly kernels, the value at 0.
 */
const exact: Readonly<Record<string, number | ((...x: number[]) => number | undefined)>> = {
  sqrt: Math.sqrt,
  abs: Math.abs,
  sign: Math.sign,
  relu: (x) => Math.max(x!, 0),
  reciprocal: (x) => 1 / x!,
  logSlope: (x) => (x! < 0 ? Number.NaN : 1 / x!),
  div: (x, y) => x! / y!,
  max: Math.max,
  min: Math.min,
  less: (x, y) => (x! < y! ? 1 : 0),
  lessEqual: (x, y) => (x! <= y! ? 1 : 0),
  equalTo: (x, y) => (x === y ? 1 : 0),
  where: (c, x, y) => (c !== 0 ? x! : y!),
  log: (x) => (x === 1 ? 0 : undefined),
  exp: 1,
  log1p: 0,
  expm1: 0,
  sin: 0,
  cos: 1,
  tan: 0,
  tanh: 0,
  sinh: 0,
  cosh: 1,
  sigmoid: 0.5,
  sigmoidSlope: 0.25,
  erf: 0,
};

/**
 * An elementwise operation on inputs of one shape. Numbers are folded where that is exact, and an
 * operation on broadcast inputs is done before the broadcast.
 */
export function elementwise(
  op: Unary | Binary | Ternary,
  inputs: readonly Expression[],
  attributes: Readonly<Record<string, number>> = {},
): Expression {
  const shape = inputs[0]!.shape;
  const values = inputs.map(uniformValue);
  if (values.every((value) => value !== undefined)) {
    const folded = fold(op, values);
    if (folded !== undefined) return uniform(folded, shape);
  }
  return (
    simplified(op, inputs, values) ??
    beforeBroadcast(op, inputs, values, attributes) ??
    intern(op, inputs, attributes, shape, Object.values(attributes).join(","))
  );
}

function fold(op: string, values: readonly number[]): number | undefined {
  const known = exact[op];
  return typeof known === "function" ? known(...values) : values[0] === 0 ? known : undefined;
}

function simplified(
  op: string,
  inputs: readonly Expression[],
  values: readonly (number | undefined)[],
): Expression | undefined {
  const [x, y] = inputs;
  if (op === "div" && values[1] !== undefined && isExactReciprocal(values[1]))
    return scale(x!, 1 / values[1]);
  if (op === "div" && values[0] === 0) return undefined; // 0/0 must stay NaN
  if (op === "where" && values[0] !== undefined) return values[0] !== 0 ? y : inputs[2];
  if (op === "where" && y === inputs[2]) return y;
  if (op === "where" && x!.op === "equalTo" && uniformValue(x!.inputs[1]!) === 0)
    return elementwise("where", [x!.inputs[0]!, inputs[2]!, y!]);
  if (even.test(op) && splitScale(x!).scale < 0) return elementwise(op as Unary, [scale(x!, -1)]);
  return withoutOverflow(op, x!, y, values[0]);
}

/** Functions that a change of sign leaves as they are. */
const even = /^(abs|cos|cosh|sigmoidSlope)$/;

/**
 * Compositions that overflow, or lose all digits, where their value does not, as what was meant:
 * log(1 + eᵘ) is softplus u, log(1 − sigmoid u) is −softplus u, log sigmoid u is −softplus −u,
 * log eᵘ is u; 1/(1 + eᵘ) is sigmoid −u, eᵘ/(1 + eᵘ) is sigmoid u.
 */
function withoutOverflow(
  op: string,
  x: Expression,
  y: Expression | undefined,
  value: number | undefined,
): Expression | undefined {
  const [u] = x.inputs;
  const softplus = (node: Expression) => elementwise("softplus", [node]);
  if (op === "log" && x.op === "exp") return u;
  if (op === "log" && x.op === "sigmoid") return scale(softplus(scale(u!, -1)), -1);
  if (op === "log" || op === "log1p") {
    const term = op === "log" ? besidesOne(x) : x;
    if (term?.op === "exp") return softplus(term.inputs[0]!);
    const part = term && splitScale(term);
    const isComplement = part?.scale === -1 && part.core.op === "sigmoid";
    return isComplement ? scale(softplus(part.core.inputs[0]!), -1) : undefined;
  }
  const term = op === "div" || op === "reciprocal" ? besidesOne(y ?? x) : undefined;
  if (term?.op !== "exp") return undefined;
  const [below] = term.inputs;
  if (op === "reciprocal" || value === 1) return elementwise("sigmoid", [scale(below!, -1)]);
  return x === term ? elementwise("sigmoid", [below!]) : undefined;
}

/** t of 1 + t. */
function besidesOne({ op, inputs }: Expression): Expression | undefined {
  const one = op === "add" ? inputs.findIndex((node) => uniformValue(node) === 1) : -1;
  return one < 0 ? undefined : inputs[1 - one];
}

/** Powers of two whose reciprocal is a normal number: x / value is x · (1/value) to the bit. */
function isExactReciprocal(value: number): boolean {
  const exponent = Math.log2(Math.abs(value));
  return Math.abs(exponent) < 1022 && 2 ** Math.round(exponent) === Math.abs(value);
}

/** f(broadcast(x)) = broadcast(f(x)); never for diagonals, where f(0) need not be 0. */
function beforeBroadcast(
  op: Unary | Binary | Ternary,
  inputs: readonly Expression[],
  values: readonly (number | undefined)[],
  attributes: Readonly<Record<string, number>>,
): Expression | undefined {
  let axes: readonly number[] | undefined;
  let shape: Shape = [];
  const cores: (Expression | undefined)[] = [];
  for (const [k, input] of inputs.entries()) {
    // One number for all elements is broadcast as the others are.
    const split = values[k] === undefined ? splitEmbedding(input) : { core: undefined };
    if (!split) return undefined;
    cores.push(split.core);
    if (!split.core) continue;
    const kept = split.axes.filter((a) => a >= 0);
    if (new Set(kept).size !== kept.length) return undefined;
    if (axes && !(axes.length === split.axes.length && axes.every((a, i) => a === split.axes[i])))
      return undefined;
    axes = split.axes;
    shape = split.core.shape;
  }
  if (!axes) return undefined;
  const small = cores.map((core, k) => core ?? uniform(values[k]!, shape));
  return embed(elementwise(op, small, attributes), axes, inputs[0]!.shape);
}
