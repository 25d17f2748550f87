import type { Expression } from "../expression/node.ts";
import type { Builder } from "./builder.ts";
import * as op from "./opcode.ts";
import type { View } from "./view.ts";

const opcodes: Record<string, number> = {
  sqrt: op.SQUARE_ROOT,
  exp: op.EXP,
  log: op.LOG,
  log1p: op.LOG1P,
  expm1: op.EXPM1,
  sin: op.SIN,
  cos: op.COS,
  tan: op.TAN,
  tanh: op.TANH,
  sinh: op.SINH,
  cosh: op.COSH,
  sigmoid: op.SIGMOID,
  sigmoidSlope: op.SIGMOID_SLOPE,
  softplus: op.SOFTPLUS,
  relu: op.RECTIFY,
  abs: op.ABSOLUTE,
  sign: op.SIGN,
  erf: op.ERF,
  reciprocal: op.RECIPROCAL,
  logSlope: op.LOG_SLOPE,
  powConstant: op.POWER,
  div: op.DIVIDE,
  pow: op.POWER,
  max: op.MAXIMUM,
  min: op.MINIMUM,
  less: op.LESS,
  lessEqual: op.LESS_EQUAL,
  equalTo: op.EQUAL_TO,
  where: op.WHERE,
};

/** Lowers an operator that works element by element. */
export function elementwise(builder: Builder, node: Expression): View {
  const operands = node.inputs.map((input) => builder.value(input));
  if (node.op === "powConstant") {
    const exponent = builder.number(node.attributes.exponent);
    operands.push({ ...exponent, shape: node.shape, strides: node.shape.map(() => 0) });
  }
  return builder.elementwise(opcodes[node.op]!, node.shape, operands);
}
