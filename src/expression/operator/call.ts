import type { Shape } from "../../value/shape.ts";
import { type Expression, intern } from "../node.ts";
import type { Calculus, Operator } from "./operator.ts";

/** What runs a call: it reads the inputs and writes the output, all row-major. */
export type Routine = (inputs: readonly Float64Array[], output: Float64Array) => void;

/** A compiled piece of graph: numbers in, run, numbers out; row-major. */
export interface Runnable {
  set(input: number, data: ArrayLike<number>): void;
  execute(): void;
  get(output: number, into: Float64Array): void;
}

/** An inner problem as `argmin` hands it to whoever can solve it. */
export interface InnerProblem {
  readonly variables: readonly Expression[];
  /** Minimised; argmax hands over the negative. */
  readonly objective: Expression;
  /** Variables and parameters that the objective depends on besides `variables`: the routine's inputs. */
  readonly formals: readonly Expression[];
  /** The solver and its rules, as the caller gave them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly name: string;
}

/** What the compiler of a program lends to the calls in it. */
export interface Environment {
  compile(inputs: readonly Expression[], outputs: readonly Expression[]): Runnable;
  minimise(problem: InnerProblem): Routine;
}

/**
 * A computation outside the tape with its own rules of differentiation: an inner minimisation, a
 * loop, a foreign function. `bind` makes it runnable when a program is compiled; `environment` is
 * what the compiler of the program lends to it (the minimiser for argmin).
 */
export interface Callee {
  /** Equal keys mean the same function. */
  readonly key: string;
  readonly name: string;
  bind(environment: Environment): Routine;
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
  reverse: (node, cotangent, batch, calculus: Calculus, needed) =>
    (node.attributes.callee as Callee).reverse(node, cotangent, batch, calculus, needed),
};
