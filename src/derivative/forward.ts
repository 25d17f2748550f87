import { dependents } from "../expression/graph.ts";
import type { Expression } from "../expression/node.ts";
import type { Calculus } from "../expression/operator/operator.ts";
import { operators } from "../expression/operator/table.ts";
import type { Shape } from "../value/shape.ts";

/**
 * Forward mode, graph → graph: the tangents of `outputs` when each `inputs[k]` moves along
 * `tangents[k]` (shape inputs[k].shape ++ batch). `undefined` is a zero tangent.
 *
 *     ẏ = Σ_k (∂y/∂x_k) ẋ_k
 */
export function tangents(
  calculus: Calculus,
  outputs: readonly Expression[],
  inputs: readonly Expression[],
  seeds: readonly (Expression | undefined)[],
  batch: Shape,
): (Expression | undefined)[] {
  const moving = inputs.filter((_, k) => seeds[k]);
  const at = new Map<Expression, Expression | undefined>(inputs.map((x, k) => [x, seeds[k]]));
  for (const node of dependents(outputs, moving).order) {
    if (at.has(node)) continue;
    const own = node.inputs.map((input) => at.get(input));
    if (own.every((tangent) => !tangent)) continue;
    at.set(node, operators[node.op]!.forward(node, own, batch, calculus));
  }
  return outputs.map((output) => at.get(output));
}
