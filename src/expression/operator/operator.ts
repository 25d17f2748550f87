import type { Shape } from "../../value/shape.ts";
import type { Expression } from "../node.ts";

/** What the walkers in derivative/ lend to a rule that must itself differentiate an expression. */
export interface Calculus {
  /** Directional derivatives of `outputs` when each `inputs[k]` moves along `tangents[k]`. */
  tangents(
    outputs: readonly Expression[],
    inputs: readonly Expression[],
    tangents: readonly (Expression | undefined)[],
    batch: Shape,
  ): (Expression | undefined)[];
  /** Transposed derivative: what `cotangents` of `outputs` mean for each of `inputs`. */
  cotangents(
    outputs: readonly Expression[],
    cotangents: readonly (Expression | undefined)[],
    inputs: readonly Expression[],
    batch: Shape,
  ): (Expression | undefined)[];
  /** Hessian of a scalar: one block for each pair of `inputs`, of shape a ++ b. */
  hessian(scalar: Expression, inputs: readonly Expression[]): Expression[][];
  /** Replaces nodes of an expression by others of the same shape. */
  substitute(
    outputs: readonly Expression[],
    from: readonly Expression[],
    to: readonly Expression[],
  ): Expression[];
}

/**
 * The rules of one operator; graph → graph, so that they can be differentiated again.
 * `undefined` stands for a zero derivative.
 */
export interface Operator {
  /** ẏ from ẋ: a tangent of x has shape x.shape ++ batch. At least one of them is given. */
  forward(
    node: Expression,
    tangents: readonly (Expression | undefined)[],
    batch: Shape,
    calculus: Calculus,
  ): Expression | undefined;
  /**
   * x̄ from ȳ: a cotangent of y has shape batch ++ y.shape. `needed[k]` tells whether that of input k
   * is used: a rule may leave out the others.
   */
  reverse(
    node: Expression,
    cotangent: Expression,
    batch: Shape,
    calculus: Calculus,
    needed: readonly boolean[],
  ): readonly (Expression | undefined)[];
}
