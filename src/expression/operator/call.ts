import type { Shape } from "../../value/shape.ts";
import { type Expression, intern } from "../node.ts";
import type { Calculus, Operator } from "./operator.ts";

/** What runs a call: it reads the inputs and writes the output, all row-major. */
export type Routine = (inputs: readonly Float64Array[], output: Float64Array) => void;

/**
 * A computation outside the tape with its own rules of differentiation: an inner minimisation, a
 * loop, a foreign function. `bind` makes it runnable when a program is compiled; `environment` is
 * what the compiler of the program lends to it (the minimiser for argmin).
 */
export interface Callee {
  /** Equal keys mean the same function. */
  readonly key: string;
  readonly name: string;
  bind(environment: unknown): Routine;
  readonly forward: Operator["forward"];
  readonly reverse: Operator["reverse"];
}

/** The node that calls `callee` on `inputs`. */
export function call(callee: Callee, inputs: readonly Expression[], shape: Shape): Expression {
  return intern("call", inputs, { callee }, shape, callee.key);
}

/** Delegates to the rules that the callee brings. */
export const callOperator: Operator = {
  forward: (node, tangents, batch, calculus: Calculus) =>
    (node.attributes.callee as Callee).forward(node, tangents, batch, calculus),
  reverse: (node, cotangent, batch, calculus: Calculus) =>
    (node.attributes.callee as Callee).reverse(node, cotangent, batch, calculus),
};
