import { sameShape, size } from "../../value/shape.ts";
import { add } from "../add.ts";
import { type Axes, axesOf } from "../axes.ts";
import { uniform } from "../contract.ts";
import { elementwise } from "../elementwise.ts";
import { lift, misfit, type Operand } from "../lift.ts";
import type { Expression } from "../node.ts";
import { productAlong, reduced, spread } from "../structural.ts";
import { inner, scale, sumAxes } from "../view.ts";

/** Sum over all elements, or over some axes, which disappear. */
export function sum(x: Operand, axes?: Axes): Expression {
  const node = lift(x);
  return sumAxes(node, axesOf("sum", node, axes));
}

/** Mean over all elements, or over some axes, which disappear; of nothing it is NaN. */
export function mean(x: Operand, axes?: Axes): Expression {
  const node = lift(x);
  const list = axesOf("mean", node, axes);
  const [total, count] = [sumAxes(node, list), size(list.map((axis) => node.shape[axis]!))];
  return count === 0 ? uniform(Number.NaN, total.shape) : scale(total, 1 / count);
}

/** Product over all elements, or over some axes; differentiable where factors are zero. */
export function prod(x: Operand, axes?: Axes): Expression {
  let node = lift(x);
  for (const axis of axesOf("prod", node, axes).reverse()) node = productAlong(node, axis);
  return node;
}

/** √Σx² of all elements, without overflow. Its derivative at 0 is taken as 0. */
export function norm2(x: Operand): Expression {
  const node = lift(x);
  return reduced("norm", node, axesOf("norm2", node, undefined));
}

/** Σ|x| of all elements. */
export function norm1(x: Operand): Expression {
  return sum(elementwise("abs", [lift(x)]));
}

/**
 * log Σ eˣ over all elements or some axes, without overflow. Elements −∞ add nothing: of nothing
 * else it is −∞. With an element +∞ it is +∞.
 */
export function logSumExp(x: Operand, axes?: Axes): Expression {
  const node = lift(x);
  const { peak, logNorm } = belowPeak(node, axesOf("logSumExp", node, axes));
  return add(logNorm, peak);
}

/** The largest element, the elements relative to it, and their log Σ exp. */
function belowPeak(node: Expression, axes: readonly number[]) {
  const peak = reduced("peak", node, axes);
  const shifted = add(node, scale(spread(peak, node, axes), -1));
  return {
    peak,
    shifted,
    logNorm: elementwise("log", [sumAxes(elementwise("exp", [shifted]), axes)]),
  };
}

/** eˣ / Σ eˣ along one axis (the last unless told), without overflow. */
export function softmax(x: Operand, axis = -1): Expression {
  const node = lift(x);
  const list = axesOf("softmax", node, axis);
  // Relative to the peak throughout: x − logSumExp(x) loses the digits that x has in front.
  const { shifted, logNorm } = belowPeak(node, list);
  return elementwise("exp", [add(shifted, scale(spread(logNorm, node, list), -1))]);
}

/** Σ x ⊙ y over all elements of two arrays of one shape. */
export function dot(x: Operand, y: Operand): Expression {
  const [a, b] = [lift(x), lift(y)];
  if (!sameShape(a.shape, b.shape)) misfit("dot", [a, b]);
  return inner(a, b);
}
