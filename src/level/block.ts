import { add } from "../expression/add.ts";
import { isZero } from "../expression/contract.ts";
import type { Expression } from "../expression/node.ts";
import { contractionOf, permute } from "../expression/view.ts";

/** A matrix, or a vector, or a zero that takes part in nothing. */
export type Block = Expression | undefined;

/** A node, or nothing when it is zero by construction. */
export function block(node: Expression): Block {
  return isZero(node) ? undefined : node;
}

/** A B for a matrix A and a matrix or vector B. */
export function times(a: Block, b: Block): Block {
  if (!a || !b) return undefined;
  const columns = b.shape.length > 1 ? [2] : [];
  return block(
    contractionOf(
      [
        [a, [0, 1]],
        [b, [1, ...columns]],
      ],
      [0, ...columns],
    ),
  );
}

export function transposed(a: Block): Block {
  return a && permute(a, [1, 0]);
}

export function plus(...terms: readonly Block[]): Block {
  let sum: Block;
  for (const term of terms) if (term) sum = sum ? add(sum, term) : term;
  return sum && block(sum);
}

export function negative(a: Block): Block {
  return (
    a &&
    contractionOf(
      [[a, a.shape.map((_, i) => i)]],
      a.shape.map((_, i) => i),
      {},
      -1,
    )
  );
}

/** Σ_i A_iᵀ B_i over two lists of blocks: the product of a transposed block column with another. */
export function transposedProduct(a: readonly Block[], b: readonly Block[]): Block {
  return plus(...a.map((left, i) => times(transposed(left), b[i])));
}

/** Block matrix (rows of blocks) times a block column. */
export function blockTimes(rows: readonly (readonly Block[])[], column: readonly Block[]): Block[] {
  return rows.map((row) => plus(...row.map((entry, j) => times(entry, column[j]))));
}

/** Entry by entry sum of block columns. */
export function plusEach(...columns: readonly (readonly Block[])[]): Block[] {
  return columns[0]!.map((_, i) => plus(...columns.map((column) => column[i])));
}
