import { labelsOf, type Shape } from "../value/shape.ts";
import { contract, uniform } from "./contract.ts";
import type { Expression } from "./node.ts";

/** number · x. */
export function scale(x: Expression, by: number): Expression {
  const axes = labelsOf(x.shape);
  return contract([{ node: x, labels: axes }], axes, {}, by);
}

/** x ⊙ y of equal shapes. */
export function multiply(x: Expression, y: Expression): Expression {
  const axes = labelsOf(x.shape);
  return contract(
    [x, y].map((node) => ({ node, labels: axes })),
    axes,
  );
}

/** Reorders the axes: axis i of the result is axis `order[i]` of x. */
export function permute(x: Expression, order: readonly number[]): Expression {
  return contract([{ node: x, labels: labelsOf(x.shape) }], order);
}

/** Repeats x along new leading axes and along its axes of size 1 (NumPy's rule). */
export function broadcastTo(x: Expression, shape: Shape): Expression {
  if (x.shape.length === shape.length && x.shape.every((n, i) => n === shape[i])) return x;
  const sizes: Record<number, number> = {};
  const lead = shape.length - x.shape.length;
  const labels = labelsOf(x.shape);
  const output = shape.map((n, i) => {
    const axis = i - lead;
    if (axis >= 0 && x.shape[axis] === n) return axis;
    sizes[1000 + i] = n;
    return 1000 + i;
  });
  return contract([{ node: x, labels }], output, sizes);
}

/** Sum over the given axes, which disappear. */
export function sumAxes(x: Expression, axes: readonly number[]): Expression {
  const kept = labelsOf(x.shape).filter((axis) => !axes.includes(axis));
  return contract([{ node: x, labels: labelsOf(x.shape) }], kept);
}

/** ⟨x, y⟩ over all axes of equal shapes. */
export function inner(x: Expression, y: Expression): Expression {
  const labels = labelsOf(x.shape);
  return contract(
    [
      { node: x, labels },
      { node: y, labels },
    ],
    [],
  );
}

/** The identity map on arrays of a shape, as an array of shape ++ shape. */
export function identity(shape: Shape): Expression {
  const axes = labelsOf(shape);
  return contract([], [...axes, ...axes], Object.fromEntries(shape.map((n, axis) => [axis, n])));
}

export function zeros(shape: Shape): Expression {
  return uniform(0, shape);
}

/** Short form of contract for factors given as [node, labels] pairs. */
export function contractionOf(
  factors: readonly (readonly [Expression, readonly number[]])[],
  output: readonly number[],
  sizeOf: Readonly<Record<number, number>> = {},
  by = 1,
): Expression {
  return contract(
    factors.map(([node, labels]) => ({ node, labels })),
    output,
    sizeOf,
    by,
  );
}
