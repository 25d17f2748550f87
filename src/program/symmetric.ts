import { blocks, isWorthwhile } from "./blocks.ts";
import { factorsOf, type Problem } from "./emitKernel.ts";
import { encodeContract } from "./encodeContract.ts";
import { LEAF_SYRK } from "./opcode.ts";
import { type Operand, strideOf } from "./operand.ts";
import { product } from "./product.ts";
import type { View } from "./view.ts";
import { factorOf, type Weighted } from "./weighted.ts";

/**
 * XᵀX or Xᵀdiag(s)X as one SYRK, if that is what the operands are: the same matrix twice, with one
 * label of its own each (both kept), and vectors along the label that is summed. Vectors that have
 * further labels make a block for each: Σ_m X[m,i] D[m,a,b] X[m,j]; so they do between two matrices
 * if the product of any two operands would be larger than the result.
 */
export function symmetricProduct(
  problem: Problem,
  operands: readonly Operand[],
  kept: readonly number[],
): View | undefined {
  const same = weighted(problem, operands, kept, isSameMatrix);
  if (same && kept.length === 2) return emit(problem, same);
  const found = same ?? (kept.length > 2 ? weighted(problem, operands, kept, isOther) : undefined);
  return found && isWorthwhile(problem, found, kept) ? blocks(problem, found, kept) : undefined;
}

/** Two matrices of a kind over one summed label, and weights along it. */
function weighted(
  { sizes }: Problem,
  operands: readonly Operand[],
  kept: readonly number[],
  isPair: (a: Operand, b: Operand) => boolean,
): Weighted | undefined {
  for (const a of operands) {
    if (a.labels.length !== 2) continue;
    for (const b of operands) {
      if (b === a || b.labels.length !== 2 || !isPair(a, b)) continue;
      const [free, other] = [a, b].map((item) => item.labels.find((label) => kept.includes(label)));
      const depth = a.labels.find((label) => label !== free)!;
      if (free === undefined || other === undefined || free === other) continue;
      if (kept.includes(depth) || !b.labels.includes(depth)) continue;
      const isSame = isPair === isSameMatrix;
      if (isSame && sizes[free] !== sizes[other]) continue;
      if (isSame && strideOf(a, depth) !== strideOf(b, depth)) continue;
      if (!isSame && kept.indexOf(free) > kept.indexOf(other)) continue;
      const weights = operands.filter((item) => item !== a && item !== b);
      const isWeight = (label: number) =>
        label === depth || (kept.includes(label) && label !== free && label !== other);
      if (weights.every((item) => item.labels.every(isWeight)))
        return { matrix: a, right: isSame ? undefined : b, free, other, depth, weights };
    }
  }
  return undefined;
}

function isSameMatrix(a: Operand, b: Operand): boolean {
  const sorted = (item: Operand) => [...item.strides].sort((x, y) => x - y);
  const [p, q] = [sorted(a), sorted(b)];
  return a.buffer === b.buffer && a.offset === b.offset && p[0] === q[0] && p[1] === q[1];
}

const isOther = (a: Operand, b: Operand): boolean => !isSameMatrix(a, b);

function emit(problem: Problem, found: Weighted): View {
  const { builder, sizes } = problem;
  const { free, depth, weights: vectors } = found;
  const { matrix, words } = factorOf(problem, found);
  const [n, k] = [sizes[free]!, sizes[depth]!];
  const weights =
    vectors.length > 0 ? [builder.dense(product(builder, vectors, [depth], sizes, 1))] : [];
  const factors = factorsOf(problem);
  const reads = [matrix, ...weights, ...factors];
  return builder.array("syrk", [n, n], reads, n * (n + 1) * k, (tape, out) => {
    const kernel = { leaf: LEAF_SYRK, sizes: [...words, n] };
    encodeContract(tape, kernel, out, matrix, weights[0], factors);
  });
}
