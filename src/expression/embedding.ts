import { labelsOf, type Shape } from "../value/shape.ts";
import { type Contraction, contract, contraction, make } from "./contract.ts";
import type { Expression } from "./node.ts";

/**
 * Splits a node as an embedding of a smaller one: `core` has the distinct axes that some input
 * carries, or that are a diagonal of ones; `axes[i]` is the axis of core that output axis i repeats,
 * or −1 where it is broadcast.
 */
export function splitEmbedding(
  node: Expression,
): { core: Expression; axes: readonly number[] } | undefined {
  const inner = contraction(node);
  const core = inner && coreOutput(inner);
  if (!core || core.length === inner.output.length) return undefined;
  const axes = inner.output.map((label) => core.indexOf(label));
  return { core: make(node.inputs, { ...inner, output: core }), axes };
}

/** The distinct output labels that some input carries or that repeat, in output order. */
function coreOutput({ output, labels }: Contraction): number[] {
  return output.filter((label, axis) => {
    if (output.indexOf(label) !== axis) return false;
    return output.lastIndexOf(label) !== axis || labels.some((list) => list.includes(label));
  });
}

/** Undoes splitEmbedding: places `core` on the axes of an array of the given shape. */
export function embed(core: Expression, axes: readonly number[], shape: Shape): Expression {
  const rank = core.shape.length;
  const sizes: Record<number, number> = {};
  const output = axes.map((axis, i) => {
    const label = axis < 0 ? rank + i : axis;
    sizes[label] = shape[i]!;
    return label;
  });
  return contract([{ node: core, labels: labelsOf(core.shape) }], output, sizes);
}

interface Embedding {
  readonly core: Expression;
  readonly axes: readonly number[];
}

/**
 * Two embeddings in one shape with their cores brought to one: what one carries and the other
 * repeats is broadcast. Undefined where they are on different diagonals, or the core would be all.
 */
export function united(
  left: Embedding,
  right: Embedding,
  shape: Shape,
): { cores: readonly [Expression, Expression]; axes: readonly number[] } | undefined {
  if (left.axes.every((axis, i) => axis === right.axes[i]))
    return { cores: [left.core, right.core], axes: left.axes };
  const firsts: number[] = [];
  const axes = shape.map((_, i) => {
    if (left.axes[i]! < 0 && right.axes[i]! < 0) return -1;
    const isSame = (first: number) =>
      left.axes[first] === left.axes[i] && right.axes[first] === right.axes[i];
    const known = firsts.findIndex(isSame);
    return known >= 0 ? known : firsts.push(i) - 1;
  });
  if (firsts.length === shape.length) return undefined;
  if (!isOnDiagonals(left.axes, axes) || !isOnDiagonals(right.axes, axes)) return undefined;
  const cores = [left, right].map((part) => broadcastTo(part, firsts, shape));
  return { cores: cores as [Expression, Expression], axes };
}

/** Whether the same axes repeat each other among `own` and among `axes`. */
function isOnDiagonals(own: readonly number[], axes: readonly number[]): boolean {
  const repeats = (list: readonly number[], i: number, j: number) =>
    list[i]! >= 0 && list[i] === list[j];
  return own.every((_, i) =>
    own.every((_, j) => i === j || repeats(own, i, j) === repeats(axes, i, j)),
  );
}

/** The core over one axis of the shape for each of `firsts`. */
function broadcastTo(
  { core, axes }: Embedding,
  firsts: readonly number[],
  shape: Shape,
): Expression {
  const labels = labelsOf(core.shape);
  const sizes: Record<number, number> = {};
  const output = firsts.map((first) => {
    const axis = axes[first]!;
    if (axis >= 0) return axis;
    sizes[core.shape.length + first] = shape[first]!;
    return core.shape.length + first;
  });
  return contract([{ node: core, labels }], output, sizes);
}
