import { encodeCopy } from "./builder.ts";
import type { Problem } from "./emitKernel.ts";
import { encodeContract } from "./encodeContract.ts";
import type { Encoder } from "./encoder.ts";
import { LEAF_SYRK } from "./opcode.ts";
import { product } from "./product.ts";
import { factorOf, type Symmetric } from "./symmetricFactor.ts";
import { type View, whole } from "./view.ts";

/** Blocks with fewer columns cost more in calls than one GEMM with all products x_i x_j. */
const COLUMNS_LEAST = 4;
/** Each block is a few words of tape. */
const BLOCKS_MOST = 2 ** 16;

/** Whether blocks are better than a GEMM with the products x_i x_j, or these would be more than D. */
export function isWorthwhile(
  { sizes }: Problem,
  { free, other }: Symmetric,
  kept: readonly number[],
): boolean {
  const blocked = kept.filter((label) => label !== free && label !== other);
  const blocks = blocked.reduce((count, label) => count * sizes[label]!, 1);
  const n = sizes[free]!;
  return blocks <= BLOCKS_MOST && (n >= COLUMNS_LEAST || n * n > blocks);
}

/** One block of the result: where it lies, and its weights. */
interface Block {
  readonly places: readonly View[];
  readonly weights: View;
}

/**
 * Σ_m X[m,i] D[m,a,b] X[m,j] over `kept`: one weighted SYRK for each (a, b), for a ≤ b only where the
 * graph shows that exchanging (i, a) with (j, b) changes nothing. Besides the result it takes one
 * block and one column of weights.
 */
export function symmetricBlocks(problem: Problem, found: Symmetric, kept: readonly number[]): View {
  const { builder, sizes, scale, factor } = problem;
  const { free, other, depth } = found;
  const { matrix, words } = factorOf(problem, found);
  const blocked = kept.filter((label) => label !== free && label !== other);
  const weights = product(builder, found.weights, [...blocked, depth], sizes, 1);
  const [n, k] = [sizes[free]!, sizes[depth]!];
  const alpha = builder.number(scale);
  const reads = [matrix, weights, alpha, ...(factor ? [factor] : [])];
  const isConstant = reads.every(({ buffer }) => buffer.constant);
  const shape = kept.map((label) => sizes[label]!);
  const elements = shape.reduce((count, length) => count * length, 1);
  const result = whole(builder.temporary(elements, isConstant), shape);
  const isDirect = result.strides[kept.indexOf(other)] === 1;
  const block = isDirect ? undefined : whole(builder.temporary(n * n, isConstant), [n, n]);
  const isUnit = weights.strides[blocked.length] === 1;
  const column = isUnit ? undefined : whole(builder.temporary(k, isConstant), [k]);
  const blocks = blocksOf(problem, found, kept, blocked, weights, result);
  const encode = (tape: Encoder): void => {
    for (const { places, weights: own } of blocks) {
      if (column) encodeCopy(tape, column, own);
      const out = block ?? places[0]!;
      encodeContract(tape, {
        leaf: LEAF_SYRK,
        sizes: [...words, out.strides[0]!],
        out,
        a: matrix,
        b: column ?? own,
        alpha,
        factor,
        zeroed: 0,
        beta: 0,
        loops: [],
      });
      for (const place of places) if (place !== out) encodeCopy(tape, place, out);
    }
  };
  const writes = [result, block, column].flatMap((view) => (view ? [view.buffer] : []));
  builder.structured("syrk blocks", reads, writes, blocks.length * n * (n + 1) * k, encode);
  return result;
}

/** Every block that is computed, with the one or two places where it lies. */
function blocksOf(
  { sizes, isSymmetric }: Problem,
  { free, other, depth }: Symmetric,
  kept: readonly number[],
  blocked: readonly number[],
  weights: View,
  result: View,
): Block[] {
  const n = sizes[free]!;
  const strides = blocked.map((label) => result.strides[kept.indexOf(label)]!);
  const inBlock = [free, other].map((label) => result.strides[kept.indexOf(label)]!);
  const partners = isSymmetric?.() ? partnersOf(kept, blocked, free, other) : undefined;
  const offsetIn = (steps: readonly number[], index: readonly number[]) =>
    index.reduce((sum, at, k) => sum + at * steps[k]!, 0);
  const placeOf = (offset: number): View => ({
    ...result,
    offset,
    shape: [n, n],
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
