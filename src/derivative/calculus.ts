import { uniform } from "../expression/contract.ts";
import { substitute } from "../expression/graph.ts";
import type { Expression } from "../expression/node.ts";
import type { Calculus } from "../expression/operator/operator.ts";
import { identity, permute } from "../expression/view.ts";
import { labelsOf } from "../value/shape.ts";
import { tangents } from "./forward.ts";
import { cotangents } from "./reverse.ts";

/** The differentiator that rules receive: a rule may not import what walks over the rules. */
export const calculus: Calculus = {
  tangents: (outputs, inputs, seeds, batch) => tangents(calculus, outputs, inputs, seeds, batch),
  cotangents: (outputs, seeds, inputs, batch) =>
    cotangents(calculus, outputs, seeds, inputs, batch),
  hessian: hessianBlocks,
  substitute,
};

/** ∂scalar/∂inputs[k] as arrays of the inputs' shapes; zeros where it does not depend on one. */
export function gradients(scalar: Expression, inputs: readonly Expression[]): Expression[] {
  return calculus
    .cotangents([scalar], [uniform(1)], inputs, [])
    .map((gradient, k) => gradient ?? uniform(0, inputs[k]!.shape));
}

/**
 * Derivatives of `output` by each of `inputs`, of shape output.shape ++ input.shape. One identity
 * seed per block: forward through the smaller inputs, in reverse where the output is smaller.
 */
export function jacobianBlock(output: Expression, input: Expression): Expression {
  const shape = [...output.shape, ...input.shape];
  const [block] = calculus.tangents([output], [input], [identity(input.shape)], input.shape);
  return block ?? uniform(0, shape);
}

/** Each block once, lower triangle; the upper is its transpose (Schwarz). */
function hessianBlocks(scalar: Expression, inputs: readonly Expression[]): Expression[][] {
  const slopes = gradients(scalar, inputs);
  const blocks: Expression[][] = inputs.map(() => []);
  inputs.forEach((input, j) => {
    const below = slopes.slice(j);
    const columns = calculus.tangents(below, [input], [identity(input.shape)], input.shape);
    columns.forEach((column, offset) => {
      const i = j + offset;
      const rows = inputs[i]!.shape;
      const block = column ?? uniform(0, [...rows, ...input.shape]);
      blocks[i]![j] = block;
      const order = [...labelsOf(input.shape, rows.length), ...labelsOf(rows)];
      if (i !== j) blocks[j]![i] = permute(block, order);
    });
  });
  return blocks;
}
