import { gemmBlock, syrkBlock } from "./blockKernel.ts";
import { encodeCopy } from "./builder.ts";
import type { Problem } from "./emitKernel.ts";
import type { Encoder } from "./encoder.ts";
import { product } from "./product.ts";
import { type View, whole } from "./view.ts";
import type { Weighted } from "./weighted.ts";

/** Blocks with fewer columns cost more in calls than one GEMM with all products x_i x_j. */
const COLUMNS_LEAST = 4;
/** The same where the rows of Y are weighted for each block, which halves nothing. */
const WEIGHTED_LEAST = 8;
/** Each block is a few words of tape. */
const BLOCKS_MOST = 2 ** 16;

const size = (labels: readonly number[], sizes: readonly number[]): number =>
  labels.reduce((count, label) => count * sizes[label]!, 1);

/** Whether blocks are better than products of pairs, or these would be more than result and weights. */
export function isWorthwhile(
  { sizes }: Problem,
  { right, free, other, depth }: Weighted,
  kept: readonly number[],
): boolean {
  const blocked = kept.filter((label) => label !== free && label !== other);
  const [count, n, columns, k] = [blocked, [free], [other], [depth]].map((list) =>
    size(list, sizes),
  ) as [number, number, number, number];
  if (count > BLOCKS_MOST) return false;
  const isLarge =
    Math.min(n * columns * k, k * count * Math.min(n, columns)) > Math.max(n * columns, k) * count;
  return right
    ? isLarge && Math.min(n, columns) >= WEIGHTED_LEAST
    : n >= COLUMNS_LEAST || n * n > count;
}

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
  const { builder, sizes, factor } = problem;
  const { right, free, other, depth } = found;
  const blocked = kept.filter((label) => label !== free && label !== other);
  const weights = product(builder, found.weights, [...blocked, depth], sizes, 1);
  const operands = [found.matrix, weights, ...(right ? [right] : []), ...(factor ? [factor] : [])];
  const isConstant = operands.every(({ buffer }) => buffer.constant);
  const kernel = (right ? gemmBlock : syrkBlock)(problem, found, isConstant);
  const shape = kept.map((label) => sizes[label]!);
  const result = whole(builder.temporary(size(kept, sizes), isConstant), shape);
  const isDirect = result.strides[kept.indexOf(other)] === 1;
  const inBlock = [sizes[free]!, sizes[other]!];
  const block = isDirect
    ? undefined
    : whole(builder.temporary(inBlock[0]! * inBlock[1]!, isConstant), inBlock);
  const list = blocksOf(problem, found, kept, blocked, weights, result);
  const encode = (tape: Encoder): void => {
    for (const { places, weights: own } of list) {
      const out = block ?? places[0]!;
      kernel.encode(tape, out, own);
      for (const place of places) if (place !== out) encodeCopy(tape, place, out);
    }
  };
  const reads = [...kernel.reads, weights, ...(factor ? [factor] : [])];
  const writes = [result, kernel.scratch, ...(block ? [block] : [])].map(({ buffer }) => buffer);
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
  const placeOf = (offset: number): View => ({
    ...result,
    offset,
    shape,
    strides: inBlock,
  });
  return indices(blocked.map((label) => sizes[label]!)).flatMap((index) => {
    const own = offsetIn(strides, index);
    const mirrored = partners
      ? offsetIn(
          strides,
          partners.map((at) => index[at]!),
        )
      : own;
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
