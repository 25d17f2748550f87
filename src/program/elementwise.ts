import type { Expression } from "../expression/node.ts";
import type { Builder } from "./builder.ts";
import { POWER } from "./opcode.ts";
import { opcodeNames } from "./opcodeNames.ts";
import { spread, type View } from "./view.ts";

/** Lowers an operator that works element by element. */
export function elementwise(builder: Builder, { op, inputs, attributes, shape }: Expression): View {
  const operands = inputs.map((input) => builder.value(input));
  if (op !== "powConstant") return builder.elementwise(opcodeNames.indexOf(op), shape, operands);
  const exponent = spread(builder.number(attributes.exponent), shape);
  return builder.elementwise(POWER, shape, [...operands, exponent]);
}
