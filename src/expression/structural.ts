import { labelsOf, type Shape, sameShape, size } from "../value/shape.ts";
import { contract, isZero, uniform, uniformValue } from "./contract.ts";
import { misfit } from "./lift.ts";
import { type Expression, intern } from "./node.ts";
import { broadcastTo, multiply } from "./view.ts";

/** The same elements in row-major order under another shape of the same size. */
export function reshape(x: Expression, shape: Shape): Expression {
  if (sameShape(x.shape, shape)) return x;
  if (x.op === "reshape") return reshape(x.inputs[0]!, shape);
  const value = uniformValue(x);
  if (value !== undefined) return uniform(value, shape);
  return unitAxes(x, shape) ?? intern("reshape", [x], {}, shape);
}

/** A reshape that only adds or removes axes of size 1 is a contraction, and vanishes in products. */
function unitAxes(x: Expression, shape: Shape): Expression | undefined {
  const old = x.shape.flatMap((n, axis) => (n === 1 ? [] : [axis]));
  const fresh = shape.flatMap((n, axis) => (n === 1 ? [] : [axis]));
  if (old.length !== fresh.length) return undefined;
  if (old.some((axis, i) => x.shape[axis] !== shape[fresh[i]!])) return undefined;
  const output = shape.map((_, axis) => {
    const at = fresh.indexOf(axis);
    return at < 0 ? 1000 + axis : old[at]!;
  });
  return contract([{ node: x, labels: labelsOf(x.shape) }], output);
}

/** Elements start, start + step, … below stop along every axis; 0 ≤ start, step ≥ 1. */
export function slice(
  x: Expression,
  start: readonly number[],
  stop: readonly number[],
  step: readonly number[],
): Expression {
  const shape = x.shape.map((_, axis) =>
    Math.max(0, Math.ceil((stop[axis]! - start[axis]!) / step[axis]!)),
  );
  if (sameShape(shape, x.shape)) return x;
  const value = uniformValue(x);
  if (value !== undefined) return uniform(value, shape);
  if (x.op === "concat") {
    const part = sliceOfConcat(x, start, stop, step);
    if (part) return part;
  }
  return intern("slice", [x], { start, stop, step }, shape, `${start};${stop};${step}`);
}

/** A slice that lies inside one piece of a concatenation is a slice of that piece. */
function sliceOfConcat(
  x: Expression,
  start: readonly number[],
  stop: readonly number[],
  step: readonly number[],
): Expression | undefined {
  const axis: number = x.attributes.axis;
  let offset = 0;
  for (const piece of x.inputs) {
    const end = offset + piece.shape[axis]!;
    if (start[axis]! >= offset && stop[axis]! <= end) {
      const shift = (list: readonly number[]) => list.map((n, i) => (i === axis ? n - offset : n));
      return slice(piece, shift(start), shift(stop), step);
    }
    offset = end;
  }
  return undefined;
}

/** Zeros of the given shape with x at start, start + step, … along every axis: the adjoint of slice. */
export function pad(
  x: Expression,
  start: readonly number[],
  step: readonly number[],
  shape: Shape,
): Expression {
  if (sameShape(shape, x.shape)) return x;
  if (isZero(x)) return uniform(0, shape);
  return intern("pad", [x], { start, step }, shape, `${start};${step}`);
}

/** Joins arrays that agree on all other axes. */
export function concat(parts: readonly Expression[], axis: number): Expression {
  const kept = parts.length > 1 ? parts.filter((part) => part.shape[axis] !== 0) : parts;
  if (kept.length === 0) return parts[0]!;
  if (kept.length === 1) return kept[0]!;
  const shape = kept[0]!.shape.map((n, i) =>
    i === axis ? kept.reduce((sum, part) => sum + part.shape[axis]!, 0) : n,
  );
  if (kept.every(isZero)) return uniform(0, shape);
  return intern("concat", kept, { axis }, shape, `${axis}`);
}

/** Elements at `indices` along an axis, in that order. */
export function gather(x: Expression, indices: readonly number[], axis: number): Expression {
  const shape = x.shape.map((n, i) => (i === axis ? indices.length : n));
  const value = uniformValue(x);
  if (value !== undefined) return uniform(value, shape);
  return intern("gather", [x], { axis, indices }, shape, `${axis};${indices}`);
}

/** Adds element k of x to position indices[k] of zeros along an axis: the adjoint of gather. */
export function scatterAdd(
  x: Expression,
  indices: readonly number[],
  axis: number,
  length: number,
): Expression {
  const shape = x.shape.map((n, i) => (i === axis ? length : n));
  if (isZero(x)) return uniform(0, shape);
  return intern("scatterAdd", [x], { axis, indices }, shape, `${axis};${indices}`);
}

/** Elements from … to − 1 along one axis. */
export function sliceAlong(x: Expression, axis: number, from: number, to: number): Expression {
  return slice(
    x,
    x.shape.map((_, i) => (i === axis ? from : 0)),
    x.shape.map((n, i) => (i === axis ? to : n)),
    x.shape.map(() => 1),
  );
}

/** A reduction that is not a sum; its axes disappear. */
export function reduced(
  op: "reduceMax" | "reduceMin" | "peak" | "norm",
  x: Expression,
  axes: readonly number[],
): Expression {
  const shape = x.shape.filter((_, axis) => !axes.includes(axis));
  return intern(op, [x], { axes }, shape, `${axes}`);
}

/** Largest or smallest element over some axes, which disappear. */
export function reduceExtreme(
  op: "reduceMax" | "reduceMin",
  x: Expression,
  axes: readonly number[],
): Expression {
  if (axes.length === 0) return x;
  if (axes.some((axis) => x.shape[axis] === 0))
    misfit(
      op === "reduceMax" ? "max" : "min",
      [x],
      "There is no extreme of no elements: give the axis at least one.",
    );
  return reduced(op, x, axes);
}

/** The reduced axes put back with size 1, then repeated: what a reduction is compared with. */
export function spread(reduced: Expression, like: Expression, axes: readonly number[]): Expression {
  const kept = like.shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
  return broadcastTo(reshape(reduced, kept), like.shape);
}

/** Product over one axis as a balanced tree, so that its derivative is right where factors are 0. */
export function productAlong(x: Expression, axis: number): Expression {
  const length = x.shape[axis]!;
  const without = x.shape.filter((_, i) => i !== axis);
  if (length === 0) return uniform(1, without);
  if (length === 1) return reshape(x, without);
  const half = length >> 1;
  const pair = multiply(sliceAlong(x, axis, 0, half), sliceAlong(x, axis, half, 2 * half));
  if (length % 2 === 0) return productAlong(pair, axis);
  return productAlong(concat([pair, sliceAlong(x, axis, length - 1, length)], axis), axis);
}

/** One matrix of blocks[i][j], arrays of any shape that count sizes[i] × sizes[j] elements. */
export function blockMatrix(
  blocks: readonly (readonly Expression[])[],
  sizes: readonly number[],
): Expression {
  return concat(
    blocks.map((row, i) =>
      concat(
        row.map((block, j) => reshape(block, [sizes[i]!, sizes[j]!])),
        1,
      ),
    ),
    0,
  );
}

/** The flat vector of several arrays, in order. */
export function flatten(parts: readonly Expression[]): Expression {
  return concat(
    parts.map((part) => reshape(part, [size(part.shape)])),
    0,
  );
}

/** Undoes flatten: the pieces of a vector under the given shapes. */
export function unflatten(vector: Expression, shapes: readonly Shape[]): Expression[] {
  let offset = 0;
  return shapes.map((shape) => {
    const start = offset;
    offset += size(shape);
    return reshape(slice(vector, [start], [offset], [1]), shape);
  });
}
