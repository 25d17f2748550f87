import { size } from "../value/shape.ts";
import { gemmBlock, syrkBlock } from "./blockKernel.ts";
import { encodeCopy } from "./builder.ts";
import { factorsOf, type Problem } from "./emitKernel.ts";
import type { Encoder } from "./encoder.ts";
import { product } from "./product.ts";
import { isConstant, type View, whole } from "./view.ts";
import type { Weighted } from "./weighted.ts";

/** Blocks with fewer columns cost more in calls than one GEMM with all products x_i x_j. */
const COLUMNS_LEAST = 4;
/** The same where the rows of Y are weighted for each block, which halves nothing. */
const WEIGHTED_LEAST = 8;
/** Each block is a few words of tape. */
const BLOCKS_MOST = 2 ** 16;

/** Whether blocks are better than products of pairs, or these would be more than result and weights. */
export function isWorthwhile(
  { sizes }: Problem,
  { right, free, other, depth }: Weighted,
  kept: readonly number[],
): boolean {
  const count = size(blockedOf(kept, free, other).map((label) => sizes[label]!));
  const [n, columns, k] = [sizes[free]!, sizes[other]!, sizes[depth]!];
  if (count > BLOCKS_MOST) return false;
  if (!right) return n >= COLUMNS_LEAST || n * n > count;
  const least = Math.min(n, columns);
  const pairs = Math.min(n * columns * k, k * count * least);
  return least >= WEIGHTED_LEAST && pairs > Math.max(n * columns, k) * count;
}

/** The labels that tell one block from another. */
const blockedOf = (kept: readonly number[], free: number, other: number): number[] =>
  kept.filter((label) => label !== free && label !== other);

/** One block of the result: where it lies, and its weights. */
interface Block {
  readonly places: readonly View[];
  readonly weights: View;
}

/**
 * Σ_m X[m,i] D[m,a,b] Y[m,j] over `kept`: one weighted product for each (a, b); where Y is X, for
 * a ≤ b only if the graph shows that exchanging (i, a) with (j, b) changes nothing. Besides the
 * result it takes one block, and one column of weights or one weighted Y.
 */
export function blocks(problem: Problem, found: Weighted, kept: readonly number[]): View {
  const { builder, sizes } = problem;
  const { right, free, other, depth } = found;
  const blocked = blockedOf(kept, free, other);
  const weights = product(builder, found.weights, [...blocked, depth], sizes, 1);
  const operands = [found.matrix, right ?? found.matrix, weights, ...factorsOf(problem)];
  const constant = isConstant(operands);
  const temporary = (shape: readonly number[]) =>
    whole(builder.temporary(size(shape), constant), shape);
  const kernel = (right ? gemmBlock : syrkBlock)(problem, found, temporary);
  const result = temporary(kept.map((label) => sizes[label]!));
  const isDirect = result.strides[kept.indexOf(other)] === 1;
  const block = isDirect ? [] : [temporary([sizes[free]!, sizes[other]!])];
  const list = blocksOf(problem, found, kept, blocked, weights, result);
  const encode = (tape: Encoder): void => {
    for (const { places, weights: own } of list) {
      const out = block[0] ?? places[0]!;
      kernel.encode(tape, out, own);
      for (const place of places) if (place !== out) encodeCopy(tape, place, out);
    }
  };
  const reads = [...kernel.reads, weights];
  const writes = [result, kernel.scratch, ...block].map(({ buffer }) => buffer);
  builder.structured(kernel.name, reads, writes, list.length * kernel.flops, encode);
  return result;
}

/** Every block that is computed, with the one or two places where it lies. */
function blocksOf(
  { sizes, isSymmetric }: Problem,
  { right, free, other, depth }: Weighted,
  kept: readonly number[],
  blocked: readonly number[],
  weights: View,
  result: View,
): Block[] {
  const shape = [sizes[free]!, sizes[other]!];
  const strides = blocked.map((label) => result.strides[kept.indexOf(label)]!);
  const inBlock = [free, other].map((label) => result.strides[kept.indexOf(label)]!);
  const partners = !right && isSymmetric?.() ? partnersOf(kept, blocked, free, other) : undefined;
  const offsetIn = (steps: readonly number[], index: readonly number[]) =>
    index.reduce((sum, at, k) => sum + at * steps[k]!, 0);
  const placeOf = (offset: number): View => ({ ...result, offset, shape, strides: inBlock });
  return indices(blocked.map((label) => sizes[label]!)).flatMap((index) => {
    const own = offsetIn(strides, index);
    const partner = partners?.map((at) => index[at]!) ?? index;
    const mirrored = offsetIn(strides, partner);
    if (mirrored < own) return [];
    const places = mirrored === own ? [placeOf(own)] : [placeOf(own), placeOf(mirrored)];
    const offset = weights.offset + offsetIn(weights.strides, index);
    const step = weights.strides[blocked.length]!;
    return [{ places, weights: { ...weights, offset, shape: [sizes[depth]!], strides: [step] } }];
  });
}

/** For each of `blocked` the place of its partner when the halves of `kept` change places. */
function partnersOf(
  kept: readonly number[],
  blocked: readonly number[],
  free: number,
  other: number,
): number[] | undefined {
  const half = kept.length / 2;
  if (Math.abs(kept.indexOf(free) - kept.indexOf(other)) !== half) return undefined;
  return blocked.map((label) => blocked.indexOf(kept[(kept.indexOf(label) + half) % kept.length]!));
}

/** All index tuples below `shape`, in row-major order. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, length) => all.flatMap((index) => Array.from({ length }, (_, at) => [...index, at])),
    [[]],
  );
}
