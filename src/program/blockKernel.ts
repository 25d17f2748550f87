import { encodeCopy } from "./builder.ts";
import { factorsOf, type Problem } from "./emitKernel.ts";
import { encodeContract } from "./encodeContract.ts";
import type { Encoder } from "./encoder.ts";
import { LEAF_GEMM, LEAF_SCALED, LEAF_SYRK } from "./opcode.ts";
import type { View } from "./view.ts";
import { factorOf, type Weighted } from "./weighted.ts";

/** How one block of a weighted product is computed. */
export interface BlockKernel {
  readonly name: string;
  readonly flops: number;
  readonly reads: readonly View[];
  /** Memory that it takes meanwhile. */
  readonly scratch: View;
  /** out ← alpha · Xᵀ diag(weights) Y, row-major. */
  encode(tape: Encoder, out: View, weights: View): void;
}

/** Makes an array that is needed while the blocks are computed. */
type Temporary = (shape: readonly number[]) => View;

/** XᵀDX: the weights in a column of their own if they are not contiguous. */
export function syrkBlock(problem: Problem, found: Weighted, temporary: Temporary): BlockKernel {
  const { sizes } = problem;
  const { matrix, words } = factorOf(problem, found);
  const [n, k] = [sizes[found.free]!, sizes[found.depth]!];
  const factors = factorsOf(problem);
  const column = temporary([k]);
  const encode = (tape: Encoder, out: View, weights: View): void => {
    const isUnit = weights.strides[0] === 1;
    if (!isUnit) encodeCopy(tape, column, weights);
    const b = isUnit ? weights : column;
    const sides = [...words, out.strides[0]!];
    encodeContract(tape, { leaf: LEAF_SYRK, sizes: sides }, out, matrix, b, factors);
  };
  const reads = [matrix, ...factors];
  return { name: "syrk blocks", flops: n * (n + 1) * k, reads, scratch: column, encode };
}

/** XᵀDY: the rows of Y are weighted first. */
export function gemmBlock(problem: Problem, found: Weighted, temporary: Temporary): BlockKernel {
  const { builder, sizes } = problem;
  const { free, other, depth } = found;
  const { matrix, words } = factorOf(problem, found);
  const right = factorOf(problem, { matrix: found.right!, free: other, depth }).matrix;
  const [n, columns, k] = [sizes[free]!, sizes[other]!, sizes[depth]!];
  const factors = factorsOf(problem);
  const one = builder.number(1);
  const rows = temporary([k, columns]);
  const row = right.strides[0]!;
  const encode = (tape: Encoder, out: View, weights: View): void => {
    const loops = [{ count: k, out: columns, a: row, b: weights.strides[0]! }];
    const step = right.strides[1]!;
    const weighing = { leaf: LEAF_SCALED, sizes: [columns, 1, step], loops };
    encodeContract(tape, weighing, rows, right, weights, [one]);
    const sides = [words[0]!, 0, n, columns, k, words[3]!, columns, out.strides[0]!];
    encodeContract(tape, { leaf: LEAF_GEMM, sizes: sides }, out, matrix, rows, factors);
  };
  const reads = [matrix, right, one, ...factors];
  const flops = (2 * n + 1) * columns * k;
  return { name: "gemm blocks", flops, reads, scratch: rows, encode };
}
