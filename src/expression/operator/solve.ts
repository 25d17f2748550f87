import { sumOf } from "../add.ts";
import type { Expression } from "../node.ts";
import { solveWith } from "../solve.ts";
import { contractionOf, identity, permute } from "../view.ts";
import type { Operator } from "./operator.ts";

/**
 * X = A⁻¹B:  Ẋ = A⁻¹(Ḃ − ȦX);  B̄ = A⁻ᵀX̄,  Ā = −B̄Xᵀ (and the transpose of that for A⁻ᵀB).
 * The kind is what the caller knows of A; it does not change the derivative.
 */
export const solveOperator: Operator = {
  forward(node, [matrix, right], batch) {
    const { kind, transposed } = node.attributes;
    const rest = node.shape.slice(1).map((_, i) => 2 + i);
    const extra = batch.map((_, i) => 2 + rest.length + i);
    const moved =
      matrix &&
      contractionOf(
        [
          [matrix, [...(transposed ? [1, 0] : [0, 1]), ...extra]],
          [node, [1, ...rest]],
        ],
        [0, ...rest, ...extra],
        {},
        -1,
      );
    const change = sumOf([right, moved]);
    return change && solveWith(node.inputs[0]!, change, kind, transposed);
  },
  reverse(node, cotangent, batch) {
    const { kind, transposed } = node.attributes;
    const b = batch.length;
    const rank = node.shape.length;
    const lead = batch.map((_, i) => i);
    const axes = node.shape.map((_, axis) => b + axis);
    const first = permute(cotangent, [...axes, ...lead]);
    const adjoint = solveWith(node.inputs[0]!, first, kind, !transposed);
    const right = permute(adjoint, [...lead.map((i) => rank + i), ...node.shape.map((_, i) => i)]);
    const rest = node.shape.slice(1).map((_, i) => b + 2 + i);
    const pair = transposed ? [b + 1, b] : [b, b + 1];
    const matrix = contractionOf(
      [
        [right, [...lead, b, ...rest]],
        [node, [b + 1, ...rest]],
      ],
      [...lead, ...pair],
      {},
      -1,
    );
    return [matrix, right];
  },
};

/** d log|det A| = tr(A⁻¹ Ȧ). */
export const logDetOperator: Operator = {
  forward(node, [tangent], batch) {
    if (!tangent) return undefined;
    const extra = batch.map((_, i) => 2 + i);
    return contractionOf(
      [
        [inverseOf(node), [1, 0]],
        [tangent, [0, 1, ...extra]],
      ],
      extra,
    );
  },
  reverse(node, cotangent, batch) {
    const lead = batch.map((_, i) => 2 + i);
    return [
      contractionOf(
        [
          [cotangent, lead],
          [inverseOf(node), [1, 0]],
        ],
        [...lead, 0, 1],
      ),
    ];
  },
};

function inverseOf(node: Expression): Expression {
  const [matrix] = node.inputs;
  return solveWith(matrix!, identity([matrix!.shape[0]!]), node.attributes.kind);
}
