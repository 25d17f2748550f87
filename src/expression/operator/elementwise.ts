import type { Shape } from "../../value/shape.ts";
import { sumOf } from "../add.ts";
import type { Expression } from "../node.ts";
import type { Operator } from "./operator.ts";
import { product } from "./product.ts";

/** ∂y/∂x_k elementwise, given the inputs and the node y itself; undefined is zero everywhere. */
export type Partials = (
  inputs: readonly Expression[],
  node: Expression,
) => readonly (Expression | undefined)[];

/** ẏ = Σ ∂y/∂x_k ⊙ ẋ_k and x̄_k = ∂y/∂x_k ⊙ ȳ: both rules of an elementwise operation. */
export function elementwiseOperator(partials: Partials): Operator {
  return {
    forward(node, tangents, batch) {
      const slopes = partials(node.inputs, node);
      const axes = node.shape.map((_, axis) => axis);
      const all = [...axes, ...batch.map((_, i) => axes.length + i)];
      return sumOf(tangents.map((tangent, k) => tangent && times(slopes[k], axes, tangent, all)));
    },
    reverse(node, cotangent, batch: Shape) {
      const slopes = partials(node.inputs, node);
      const axes = node.shape.map((_, axis) => batch.length + axis);
      const all = [...batch.map((_, i) => i), ...axes];
      return slopes.map((slope) => times(slope, axes, cotangent, all));
    },
  };
}

function times(
  slope: Expression | undefined,
  axes: readonly number[],
  direction: Expression,
  all: readonly number[],
): Expression | undefined {
  if (!slope) return undefined;
  return product(
    [
      { node: slope, labels: axes },
      { node: direction, labels: all },
    ],
    all,
  );
}
