import type { Problem } from "./emitKernel.ts";
import { type Operand, strideOf, viewOver } from "./operand.ts";
import type { View } from "./view.ts";

/** X, X again or another matrix, and weights: what a weighted product multiplies. */
export interface Weighted {
  readonly matrix: Operand;
  /** The other matrix; undefined for X again. */
  readonly right: Operand | undefined;
  /** The labels that the result has of each matrix, and the one that is summed. */
  readonly free: number;
  readonly other: number;
  readonly depth: number;
  readonly weights: readonly Operand[];
}

/** The matrix as the kernel reads it, and the first words of its sizes: trans, n, k, row. */
export function factorOf(
  { builder, sizes }: Problem,
  { matrix: a, free, depth }: Pick<Weighted, "matrix" | "free" | "depth">,
): { matrix: View; words: readonly number[] } {
  const isUnit = strideOf(a, free) === 1 || strideOf(a, depth) === 1;
  // depth × free, row-major, when neither axis is contiguous already.
  const view = viewOver(a, [depth, free], sizes);
  const matrix = isUnit ? view : builder.copied(view);
  const transposed = matrix.strides[1] === 1;
  const row = transposed ? matrix.strides[0]! : matrix.strides[1]!;
  return { matrix, words: [transposed ? 1 : 0, sizes[free]!, sizes[depth]!, row] };
}
