import { add } from "../expression/add.ts";
import { isZero } from "../expression/contract.ts";
import { dependents } from "../expression/graph.ts";
import type { Expression } from "../expression/node.ts";
import type { Calculus } from "../expression/operator/operator.ts";
import { operators } from "../expression/operator/table.ts";
import type { Shape } from "../value/shape.ts";

/**
 * Reverse mode, graph → graph: for each of `inputs`, the sum of transposed derivatives applied to
 * the cotangents (shape batch ++ output.shape). `undefined` is a zero cotangent.
 *
 *     x̄ = Σ_y (∂y/∂x)ᵀ ȳ
 */
export function cotangents(
  calculus: Calculus,
  outputs: readonly Expression[],
  seeds: readonly (Expression | undefined)[],
  inputs: readonly Expression[],
  batch: Shape,
): (Expression | undefined)[] {
  const wanted = new Set(inputs);
  const { order, depends } = dependents(outputs, inputs);
  const at = new Map<Expression, Expression>();
  const push = (node: Expression, cotangent: Expression | undefined) => {
    if (!cotangent || !depends.has(node) || isZero(cotangent)) return;
    const sum = at.get(node);
    at.set(node, sum ? add(sum, cotangent) : cotangent);
  };
  outputs.forEach((output, k) => {
    push(output, seeds[k]);
  });
  for (const node of order.reverse()) {
    const cotangent = at.get(node);
    if (!cotangent || wanted.has(node)) continue;
    const needed = node.inputs.map((input) => depends.has(input));
    const own = operators[node.op]!.reverse(node, cotangent, batch, calculus, needed);
    node.inputs.forEach((input, k) => {
      push(input, own[k]);
    });
  }
  return inputs.map((input) => at.get(input));
}
