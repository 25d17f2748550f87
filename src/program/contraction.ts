import type { Contraction } from "../expression/contract.ts";
import type { Expression } from "../expression/node.ts";
import { isSymmetric } from "../expression/symmetric.ts";
import { type Shape, size } from "../value/shape.ts";
import { type Builder, encodeCopy, encodeFill } from "./builder.ts";
import type { Problem } from "./emitKernel.ts";
import { multiplied } from "./multiplied.ts";
import { type Operand, operand, viewOver } from "./operand.ts";
import { bestPair } from "./pairing.ts";
import { contractPair, sumOut } from "./pairwise.ts";
import { product } from "./product.ts";
import { scaledInput } from "./scaledInput.ts";
import { symmetricProduct } from "./symmetric.ts";
import { type View, whole } from "./view.ts";

/** A contraction without its broadcast and diagonal axes: `view` has one axis per label. */
export interface Core {
  readonly view: View;
  readonly labels: readonly number[];
}

/** Lowers a `contract` node, times a number. Transposes, broadcasts and diagonals of its inputs cost nothing. */
export function contraction(builder: Builder, node: Expression, by = 1): View {
  const attributes = node.attributes as Contraction;
  if (size(node.shape) === 0) return whole(builder.persistent(0, true), node.shape);
  const core = contractionCore(builder, node, by);
  if (isEmbedding(attributes)) return embedded(builder, core, node);
  return spreadOver(core, attributes.output, node.shape);
}

/** Whether the result is zero outside a diagonal. */
export function isEmbedding({ output, sizes }: Contraction): boolean {
  return output.some((label, axis) => sizes[label] !== 1 && output.indexOf(label) < axis);
}

/** The inputs of a contraction, and the number that is left to multiply them with. */
export function scaledInputs(builder: Builder, node: Expression): { views: View[]; scale: number } {
  const { scale } = node.attributes as Contraction;
  const taker = scaledInput(node, (input) => builder.isDeferred(input));
  const views = node.inputs.map((input, k) =>
    k === taker
      ? builder.under(input, () => contraction(builder, input, scale))
      : builder.value(input),
  );
  return { views, scale: taker < 0 ? scale : 1 };
}

/** The distinct, moving part of the result, times a number. */
export function contractionCore(builder: Builder, node: Expression, by = 1): Core {
  const { labels, output, sizes } = node.attributes as Contraction;
  if (sizes.includes(0)) return { view: builder.number(0), labels: [] };
  const { views, scale } = scaledInputs(builder, node);
  const items = views.map((view, k) => operand(view, labels[k]!));
  const isCarried = (label: number) => items.some((item) => item.labels.includes(label));
  const kept = [...new Set(output)].filter(isCarried);
  // A summed label that no operand moves along only multiplies.
  let factor = scale * by;
  for (const label of new Set(labels.flat()))
    if (!output.includes(label) && !isCarried(label)) factor *= sizes[label]!;
  const half = kept.length / 2;
  const order = kept.map((_, axis) => (axis + half) % kept.length);
  const isSymmetricNode = (): boolean =>
    Number.isInteger(half) && kept.length === output.length && isSymmetric(node, order);
  const view = combined(builder, items, kept, sizes, factor, isSymmetricNode);
  return { view, labels: kept };
}

/** scale · Σ Π items over `kept`, each of whose labels some item carries. */
function combined(
  builder: Builder,
  items: readonly Operand[],
  kept: readonly number[],
  sizes: readonly number[],
  scale: number,
  isSymmetric?: () => boolean,
): View {
  const isKept = (label: number) => kept.includes(label);
  const isSummed = !items.every((item) => item.labels.every(isKept));
  if (!isSummed && (kept.length === 0 || items.length < 2))
    return product(builder, items, kept, sizes, scale);
  const scalars = items.filter(({ labels }) => labels.length === 0);
  const arrays = items.filter(({ labels }) => labels.length > 0);
  const factor = scalars.length > 0 ? product(builder, scalars, [], sizes, 1) : undefined;
  const problem = { builder, sizes, scale, factor, isSymmetric };
  if (!isSummed) return multiplied(problem, arrays, kept);
  const square = arrays.length > 1 ? symmetricProduct(problem, arrays, kept) : undefined;
  if (square) return square;
  while (arrays.length > 2) {
    const [i, j] = bestPair(arrays, kept, sizes);
    const rest = arrays.filter((_, k) => k !== i && k !== j);
    const needed = new Set([...kept, ...rest.flatMap((item) => item.labels)]);
    const pair = intermediate(builder, arrays[i]!, arrays[j]!, needed, sizes);
    arrays.splice(0, arrays.length, ...rest, pair);
  }
  const [a, b] = arrays;
  return b ? lastPair(problem, a!, b, kept) : sumOut(problem, a!, kept);
}

/** The contraction of two of many operands, made once however many nodes need it. */
function intermediate(
  builder: Builder,
  a: Operand,
  b: Operand,
  needed: ReadonlySet<number>,
  sizes: readonly number[],
): Operand {
  const together = [...new Set([...a.labels, ...b.labels])];
  const kept = together.filter((label) => needed.has(label));
  const view = once(builder, [a, b], kept, sizes, () => combined(builder, [a, b], kept, sizes, 1));
  return operand(view, kept);
}

/** Sums of at least so many products are looked up: reading a transpose costs a few. */
const TERMS_LEAST = 16;

/** The last pair of a contraction; a long sum that is the transpose of an earlier one is read across. */
function lastPair(problem: Problem, a: Operand, b: Operand, kept: readonly number[]): View {
  const { builder, sizes, scale, factor } = problem;
  const summed = new Set([...a.labels, ...b.labels].filter((label) => !kept.includes(label)));
  const terms = [...summed].reduce((count, label) => count * sizes[label]!, 1);
  const lower = () => contractPair(problem, a, b, kept);
  if (kept.length < 2 || terms < TERMS_LEAST) return lower();
  const number = factor && `${factor.buffer.id}:${factor.offset}`;
  return once(builder, [a, b], kept, sizes, lower, `${scale}·${number}`);
}

/** What `lower` makes of operands over `kept`; or what it made before, in any order of the labels. */
function once(
  builder: Builder,
  items: readonly Operand[],
  kept: readonly number[],
  sizes: readonly number[],
  lower: () => View,
  scale = "1",
): View {
  const number = [...new Set(items.flatMap(({ labels }) => labels))];
  const rename = (label: number) => number.indexOf(label);
  const text = (item: Operand) =>
    `${item.buffer.id}:${item.offset}:${item.labels.map(rename)}:${item.strides}`;
  const order = kept.map(rename);
  const counts = number.map((label) => sizes[label]!);
  const key = `${items.map(text)}|${[...order].sort()}|${counts}|${scale}`;
  const known = builder.pairs.get(key);
  if (known) return viewOver(operand(known.view, known.labels), order, counts);
  const view = lower();
  builder.pairs.set(key, { view, labels: order });
  return view;
}

/** The core as the node's array: broadcast axes have stride 0. */
function spreadOver({ view, labels }: Core, output: readonly number[], shape: Shape): View {
  const strides = output.map((label) => {
    const axis = labels.indexOf(label);
    return axis < 0 ? 0 : view.strides[axis]!;
  });
  return { buffer: view.buffer, offset: view.offset, shape, strides };
}

/** Zeros with the core on a diagonal. */
function embedded(builder: Builder, core: Core, node: Expression): View {
  const { output, sizes } = node.attributes as Contraction;
  const { source, strides } = onDiagonal(core, output, node.shape, sizes);
  const zero = builder.number(0);
  return builder.array("embed", node.shape, [source, zero], 0, (tape, result) => {
    encodeFill(tape, result, zero);
    encodeCopy(tape, { ...result, strides }, source);
  });
}

/** The core, and the strides of its elements on the diagonal of a row-major array of `shape`. */
export function onDiagonal(
  { view, labels }: Core,
  output: readonly number[],
  shape: Shape,
  sizes: readonly number[],
): { source: View; strides: readonly number[] } {
  const place = operand(whole(view.buffer, shape), output);
  const source = viewOver(operand(view, labels), place.labels, sizes);
  return { source, strides: place.strides };
}
