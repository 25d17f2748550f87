import { binary } from "./binary.ts";
import { callOperator } from "./call.ts";
import { contractOperator } from "./contract.ts";
import type { Operator } from "./operator.ts";
import { logDetOperator, solveOperator } from "./solve.ts";
import { structural } from "./structural.ts";
import { unary } from "./unary.ts";

/** Every operator with inputs, by name. A new operator is one row here and one opcode in program/. */
export const operators: Readonly<Record<string, Operator>> = Object.assign(
  {},
  unary,
  binary,
  structural,
  {
    contract: contractOperator,
    solve: solveOperator,
    logDet: logDetOperator,
    call: callOperator,
  },
);
