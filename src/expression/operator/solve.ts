import { labelsOf } from "../../value/shape.ts";
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
    const rest = labelsOf(node.shape.slice(1), 2);
    const extra = labelsOf(batch, 2 + rest.length);
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
    const lead = labelsOf(batch);
    const axes = labelsOf(node.shape, b);
    const first = permute(cotangent, [...axes, ...lead]);
    const adjoint = solveWith(node.inputs[0]!, first, kind, !transposed);
    const right = permute(adjoint, [...lead.map((i) => rank + i), ...labelsOf(node.shape)]);
    const rest = labelsOf(node.shape.slice(1), b + 2);
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
    const extra = labelsOf(batch, 2);
    return contractionOf(
      [
        [inverseOf(node), [1, 0]],
        [tangent, [0, 1, ...extra]],
      ],
      extra,
    );
  },
  reverse(node, cotangent, batch) {
    const lead = labelsOf(batch, 2);
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
