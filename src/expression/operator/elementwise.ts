import { labelsOf, type Shape } from "../../value/shape.ts";
import { sumOf } from "../add.ts";
import type { Expression } from "../node.ts";
import type { Operator } from "./operator.ts";
import { product } from "./product.ts";

/** ∂y/∂x_k elementwise, given the inputs and the node y itself; undefined is zero everywhere. */
export type Partials = (
  inputs: readonly Expression[],
  node: Expression,
) => readonly (Expression | undefined)[];

/**
 * ẏ = Σ ∂y/∂x_k ⊙ ẋ_k and x̄_k = ∂y/∂x_k ⊙ ȳ: both rules of an elementwise operation, and of a reduction, whose y is
 * without the axes among its attributes.
 */
export function elementwiseOperator(partials: Partials): Operator {
  const axesOf = ({ inputs, attributes }: Expression, batch: Shape) => {
    const axes = labelsOf(inputs[0]!.shape);
    const kept = axes.filter((axis) => !attributes.axes?.includes(axis));
    return { axes, kept, extra: labelsOf(batch, axes.length) };
  };
  return {
    forward(node, tangents, batch) {
      const slopes = partials(node.inputs, node);
      const { axes, kept, extra } = axesOf(node, batch);
      const output = [...kept, ...extra];
      return sumOf(
        tangents.map((tangent, k) => times(slopes[k], axes, tangent, [...axes, ...extra], output)),
      );
    },
    reverse(node, cotangent, batch) {
      const { axes, kept, extra } = axesOf(node, batch);
      const [labels, output] = [
        [...extra, ...kept],
        [...extra, ...axes],
      ];
      return partials(node.inputs, node).map((slope) =>
        times(slope, axes, cotangent, labels, output),
      );
    },
  };
}

function times(
  slope: Expression | undefined,
  axes: readonly number[],
  direction: Expression | undefined,
  labels: readonly number[],
  output: readonly number[],
): Expression | undefined {
  if (!slope || !direction) return undefined;
  return product(
    [
      { node: slope, labels: axes },
      { node: direction, labels },
    ],
    output,
  );
}
