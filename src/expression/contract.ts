import { labelsOf, type Shape } from "../value/shape.ts";
import { Labels } from "./labels.ts";
import { type Expression, intern } from "./node.ts";

/**
 * The one node for everything linear in each of its inputs:
 *
 *     out[output] = scale · Σ_{labels not in output} Π_k inputs[k][labels[k]]
 *
 * It is multiplication with broadcasting, sums, products of matrices, transposes, outer products,
 * diagonals and identities (no inputs, output [0,0]). Labels are numbers; a label may repeat in an
 * input (diagonal extraction) and in the output (diagonal embedding, zero elsewhere); an output
 * label that no input carries is broadcast.
 */
export interface Contraction {
  readonly scale: number;
  readonly labels: readonly (readonly number[])[];
  readonly output: readonly number[];
  /** Size of each label. */
  readonly sizes: readonly number[];
}

/** One input of a contraction under construction, with the caller's label for each of its axes. */
export interface Factor {
  readonly node: Expression;
  readonly labels: readonly number[];
}

/**
 * A product that would have more factors keeps some of them in a node of its own: the products of a
 * long chain share their parts instead of each listing the whole chain.
 */
const FACTORS_MOST = 6;

const SMALLEST_NORMAL = 2 ** -1022;

/** The contraction of a node, or undefined for another operator. */
export function contraction(node: Expression): Contraction | undefined {
  return node.op === "contract" ? (node.attributes as Contraction) : undefined;
}

/** Whether every label of more than one element survives into the output. */
export function isProduct({ labels, output, sizes }: Contraction): boolean {
  return labels.every((list) =>
    list.every((label) => sizes[label] === 1 || output.includes(label)),
  );
}

/**
 * Builds the canonical contraction of `factors`. `output` lists the caller's labels of the result's
 * axes; `sizeOf` gives sizes of output labels that no factor carries.
 *
 * Transposes, broadcasts, numbers and identities among the factors are absorbed, so that products
 * with an identity disappear and the derivative of a matrix product stays one product.
 */
export function contract(
  factors: readonly Factor[],
  output: readonly number[],
  sizeOf: Readonly<Record<number, number>> = {},
  scale = 1,
): Expression {
  const labels = new Labels();
  const mine: Record<number, number> = {};
  const local = (label: number, size: number): number => {
    mine[label] ??= labels.add(size);
    return mine[label]!;
  };
  const pending = factors.map(({ node, labels: list }) => ({
    node,
    labels: list.map((label, axis) => local(label, node.shape[axis]!)),
  }));
  const target = output.map((label) => local(label, sizeOf[label] ?? 1));
  const flat: Factor[] = [];
  let factor = scale;
  for (const [index, item] of pending.entries()) {
    const room = FACTORS_MOST - flat.length - (pending.length - 1 - index);
    factor *= absorb(item, labels, flat, room, factor);
    if (factor === 0) break;
  }
  return canonical(flat, target, labels, factor);
}

/** Whether a product of two numbers may be taken before the other factors: not if it leaves the range. */
function isFoldable(a: number, b: number): boolean {
  const product = Math.abs(a * b);
  if (a === 0 || b === 0 || !Number.isFinite(a) || !Number.isFinite(b)) return true;
  return product >= SMALLEST_NORMAL && product !== Number.POSITIVE_INFINITY;
}

/**
 * Pushes `item`, or what it is a product of if there is `room` for so many factors, onto `flat`;
 * returns the number taken out of it.
 */
function absorb(
  item: Factor,
  labels: Labels,
  flat: Factor[],
  room: number,
  factor: number,
): number {
  const inner = contraction(item.node);
  if (!inner || !isFoldable(factor, inner.scale)) {
    flat.push(item);
    return 1;
  }
  // Label of the inner node → label here; a repeated inner output label is an identity: unite.
  const map: number[] = [];
  inner.output.forEach((label, axis) => {
    const outside = item.labels[axis]!;
    if (map[label] === undefined) map[label] = outside;
    else labels.union(map[label]!, outside);
  });
  const parts = partsOf(item.node, inner, room);
  if (parts) {
    for (const part of parts) {
      const list = part.labels.map((label) => {
        map[label] ??= labels.add(inner.sizes[label]!);
        return map[label]!;
      });
      flat.push({ node: part.node, labels: list });
    }
    return inner.scale;
  }
  // A sum (or a long product) stays one factor, without its broadcast and diagonal axes.
  const core = carriedOutput(inner);
  const bare = core.length === inner.output.length && inner.scale === 1;
  const node = bare ? item.node : make(item.node.inputs, { ...inner, output: core, scale: 1 });
  flat.push({ node, labels: (bare ? inner.output : core).map((label) => map[label]!) });
  return inner.scale;
}

/** The inputs of a contraction with their labels. */
export function factorsOf(inputs: readonly Expression[], { labels }: Contraction): Factor[] {
  return inputs.map((node, k) => ({ node, labels: labels[k]! }));
}

/** What a contraction is a product of, if there is room for it: its factors, or groups of them. */
function partsOf(
  node: Expression,
  inner: Contraction,
  room: number,
): readonly Factor[] | undefined {
  const isSum = !isProduct(inner);
  if (!isSum && node.inputs.length <= Math.max(1, room)) return factorsOf(node.inputs, inner);
  const parts = isSum ? separated(node, inner) : grouped(node, inner);
  return parts && parts.length <= room ? parts : undefined;
}

/**
 * A sum as the factors that it does not run over and sums of the others, those apart that share no
 * label: x_i Σ_j A_kj y_j is a product of x and Ay. Undefined where some part is as large as all.
 */
function separated(node: Expression, inner: Contraction): Factor[] | undefined {
  const { sizes, output } = inner;
  const isSummed = (label: number) => sizes[label] !== 1 && !output.includes(label);
  const groups: Factor[][] = [];
  for (const factor of factorsOf(node.inputs, inner)) {
    const sums = factor.labels.filter(isSummed);
    const [own = [], ...more] = groups.filter((group) =>
      group.some(({ labels }) => labels.some((label) => sums.includes(label))),
    );
    for (const group of more) own.push(...groups.splice(groups.indexOf(group), 1)[0]!);
    if (own.push(factor) === 1) groups.push(own);
  }
  const carried = carriedOutput(inner);
  const moving = carried.filter((label) => sizes[label] !== 1);
  const labelsOf = (group: readonly Factor[]) =>
    carried.filter((label) => group.some(({ labels }) => labels.includes(label)));
  if (groups.some((group) => moving.every((label) => labelsOf(group).includes(label))))
    return undefined;
  return groups.map((group) => {
    const list = labelsOf(group);
    const isPlain = group.length === 1 && !group[0]!.labels.some(isSummed);
    return isPlain ? group[0]! : { node: contract(group, list, sizes), labels: list };
  });
}

/**
 * The factors of a product, those on the same axes multiplied into one: the weights of XᵀDX stay
 * one vector however many factors they have. Undefined where all are on the same axes: the node is
 * that product already.
 */
function grouped(node: Expression, product: Contraction): Factor[] | undefined {
  const groups = new Map<string, Factor[]>();
  for (const factor of factorsOf(node.inputs, product)) {
    const key = factor.labels.join();
    groups.set(key, [...(groups.get(key) ?? []), factor]);
  }
  if (groups.size === 1) return undefined;
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (group.length === 1 || new Set(first!.labels).size < first!.labels.length) return group;
    return [{ node: contract(group, first!.labels), labels: first!.labels }];
  });
}

/** Orders factors, renumbers labels by first appearance (output first) and interns the node. */
function canonical(
  flat: readonly Factor[],
  target: readonly number[],
  labels: Labels,
  scale: number,
): Expression {
  const { sizes } = labels;
  const output = target.map((label) => labels.numberOf(label));
  const shape = output.map((label) => sizes[label]!);
  if (scale === 0) return uniform(0, shape);
  const outputs = sizes.length;
  const items = [...flat];
  if (items.length > 1)
    items.sort((a, b) => a.node.id - b.node.id || labels.compare(a.labels, b.labels, outputs));
  const lists = items.map((item) => item.labels.map((label) => labels.numberOf(label)));
  const factor = scale * labels.uncarried();
  if (factor === 0) return uniform(0, shape);
  return finish(
    items.map((item) => item.node),
    { scale: factor, output, labels: lists, sizes },
    shape,
  );
}

/** The node of a contraction that is numbered canonically; the identity map of one input is that input. */
function finish(inputs: readonly Expression[], raw: Contraction, shape: Shape): Expression {
  const { scale, output, labels, sizes } = raw;
  if (inputs.length === 1 && scale === 1 && isIdentityMap(labels[0]!, output)) return inputs[0]!;
  const key = [scale, ...output];
  for (const list of labels) for (const label of list) key.push(label);
  for (const size of sizes) key.push(size);
  return intern("contract", inputs, raw, shape, key);
}

function isIdentityMap(labels: readonly number[], output: readonly number[]): boolean {
  if (labels.length !== output.length) return false;
  for (let axis = 0; axis < output.length; axis++)
    if (output[axis] !== axis || labels[axis] !== axis) return false;
  return true;
}

/** Interns a contraction whose labels may have gaps. */
export function make(inputs: readonly Expression[], raw: Contraction): Expression {
  const all = new Labels();
  for (const size of raw.sizes) all.add(size);
  const renumber = (label: number): number => all.numberOf(label);
  const output = raw.output.map(renumber);
  const labels = raw.labels.map((list) => list.map(renumber));
  const shape = output.map((label) => all.sizes[label]!);
  return finish(inputs, { scale: raw.scale, labels, output, sizes: all.sizes }, shape);
}

/** The distinct output labels that some input carries, in output order. */
function carriedOutput({ output, labels }: Contraction): number[] {
  return output.filter(
    (label, axis) => output.indexOf(label) === axis && labels.some((list) => list.includes(label)),
  );
}

/** An array of one repeated number; the number itself for shape []. */
export function uniform(value: number, shape: Shape = []): Expression {
  return make([], { scale: value, labels: [], output: labelsOf(shape), sizes: shape });
}

/** The number that every element of a node equals, when the graph knows it. */
export function uniformValue(node: Expression): number | undefined {
  if (node.op !== "contract" || node.inputs.length > 0) return undefined;
  const { scale, output } = node.attributes as Contraction;
  return scale === 0 || output.every((label, axis) => label === axis) ? scale : undefined;
}

/** Whether a node is zero by construction. */
export function isZero(node: Expression): boolean {
  return node.op === "contract" && (node.attributes as Contraction).scale === 0;
}

/** Splits a node as scale · core, where core carries no number. */
export function splitScale(node: Expression): { scale: number; core: Expression } {
  const inner = contraction(node);
  if (!inner || inner.scale === 1 || node.inputs.length === 0) return { scale: 1, core: node };
  return { scale: inner.scale, core: finish(node.inputs, { ...inner, scale: 1 }, node.shape) };
}
