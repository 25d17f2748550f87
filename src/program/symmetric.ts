import type { Problem } from "./emitKernel.ts";
import { encodeContract } from "./encodeContract.ts";
import { LEAF_SYRK } from "./opcode.ts";
import { type Operand, strideOf, viewOver } from "./operand.ts";
import { product } from "./product.ts";
import { type View, whole } from "./view.ts";

/**
 * XᵀX or Xᵀdiag(s)X as one SYRK, if that is what the operands are: the same matrix twice, with one
 * label of its own each (both kept), and vectors along the label that is summed.
 */
export function symmetricProduct(
  problem: Problem,
  operands: readonly Operand[],
  kept: readonly number[],
): View | undefined {
  if (kept.length !== 2) return undefined;
  for (const a of operands) {
    if (a.labels.length !== 2) continue;
    for (const b of operands) {
      if (b === a || b.labels.length !== 2 || !isSameMatrix(a, b)) continue;
      const [free, other] = [a, b].map((item) => item.labels.find((label) => kept.includes(label)));
      const depth = a.labels.find((label) => label !== free)!;
      if (free === undefined || other === undefined || free === other) continue;
      if (problem.sizes[free] !== problem.sizes[other]) continue;
      if (kept.includes(depth) || !b.labels.includes(depth)) continue;
      if (strideOf(a, depth) !== strideOf(b, depth)) continue;
      const rest = operands.filter((item) => item !== a && item !== b);
      if (rest.some((item) => item.labels.some((label) => label !== depth))) continue;
      return emit(problem, a, rest, free, depth);
    }
  }
  return undefined;
}

function isSameMatrix(a: Operand, b: Operand): boolean {
  const sorted = (item: Operand) => [...item.strides].sort((x, y) => x - y);
  const [p, q] = [sorted(a), sorted(b)];
  return a.buffer === b.buffer && a.offset === b.offset && p[0] === q[0] && p[1] === q[1];
}

function emit(
  { builder, sizes, scale, factor }: Problem,
  a: Operand,
  vectors: readonly Operand[],
  free: number,
  depth: number,
): View {
  const [n, k] = [sizes[free]!, sizes[depth]!];
  const isUnit = strideOf(a, free) === 1 || strideOf(a, depth) === 1;
  // depth × free, row-major, when neither axis is contiguous already.
  const matrix = isUnit
    ? viewOver(a, [depth, free], sizes)
    : builder.copied(viewOver(a, [depth, free], sizes));
  const transposed = matrix.strides[1] === 1;
  const row = transposed ? matrix.strides[0]! : matrix.strides[1]!;
  const weights =
    vectors.length > 0 ? builder.dense(product(builder, vectors, [depth], sizes, 1)) : undefined;
  const alpha = builder.number(scale);
  const reads = [matrix, alpha, ...(weights ? [weights] : []), ...(factor ? [factor] : [])];
  const target = builder.temporary(
    n * n,
    reads.every(({ buffer }) => buffer.constant),
  );
  const result = whole(target, [n, n]);
  builder.structured("syrk", reads, [target], n * (n + 1) * k, (tape) => {
    encodeContract(tape, {
      leaf: LEAF_SYRK,
      sizes: [transposed ? 1 : 0, n, k, row, n],
      out: result,
      a: matrix,
      b: weights,
      alpha,
      factor,
      zeroed: 0,
      beta: 0,
      loops: [],
    });
  });
  return result;
}
