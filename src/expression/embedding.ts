import type { Shape } from "../value/shape.ts";
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
  if (!inner || !isEmbedding(inner)) return undefined;
  const core = coreOutput(inner);
  const axes = inner.output.map((label) => core.indexOf(label));
  return { core: make(node.inputs, { ...inner, output: core }), axes };
}

/** Whether an output axis repeats another, or is broadcast. */
function isEmbedding({ output, labels }: Contraction): boolean {
  for (let axis = 0; axis < output.length; axis++) {
    const label = output[axis]!;
    if (output.indexOf(label) !== axis || !labels.some((list) => list.includes(label))) return true;
  }
  return false;
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
  return contract([{ node: core, labels: core.shape.map((_, axis) => axis) }], output, sizes);
}
