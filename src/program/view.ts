import { type Shape, size } from "../value/shape.ts";

/** One array of the program's arena; written by one instruction, or from outside. */
export interface Buffer {
  readonly id: number;
  /** Elements. */
  readonly size: number;
  /** Depends on constants and bound variables only. */
  readonly constant: boolean;
  /** Keeps its memory for the life of the program. */
  persistent: boolean;
  /** Byte address relative to the program's block, set when memory is planned; absolute if outside. */
  address: number;
  /** Lies in memory of its own, which other programs read too. */
  readonly isOutside?: boolean;
}

/** The byte address of a buffer of a program whose block lies at `block`. */
export function addressOf({ address, isOutside }: Buffer, block: number): number {
  return isOutside ? address : block + address;
}

/** Whether two buffers of a program begin at one place. */
export function isSamePlace(a: Buffer, b: Buffer): boolean {
  return a.address === b.address && !a.isOutside === !b.isOutside;
}

/** A strided array inside a buffer; strides and offset in elements. */
export interface View {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly shape: Shape;
  readonly strides: readonly number[];
}

/** Whether nothing that is read changes from run to run. */
export function isConstant(reads: readonly { readonly buffer: Buffer }[]): boolean {
  return reads.every(({ buffer }) => buffer.constant);
}

/** Strides of a row-major array without gaps. */
export function rowMajor(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

/** The whole buffer under a shape. */
export function whole(buffer: Buffer, shape: Shape): View {
  return { buffer, offset: 0, shape, strides: rowMajor(shape) };
}

/** A number in memory, or anything else, seen everywhere in an array. */
export function spread(number: View, shape: Shape): View {
  return { ...number, shape, strides: shape.map(() => 0) };
}

/** Whether a view is all of a buffer of `size` elements, in order. */
export function covers(view: View, size: number): boolean {
  return view.offset === 0 && view.buffer.size === size && isDense(view);
}

/** Row-major without gaps, whatever the strides of axes of size 1. */
export function isDense({ shape, strides }: View): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (length === 0) return true;
    if (length === 1) continue;
    if (strides[axis] !== step) return false;
    step *= length;
  }
  return true;
}

/** Every element is the same number in memory. */
export function isSpread({ shape, strides }: View): boolean {
  for (let axis = 0; axis < shape.length; axis++)
    if (shape[axis] !== 1 && strides[axis] !== 0) return false;
  return true;
}

/** The same elements in row-major order under another shape; only for dense or spread views. */
export function reshaped(view: View, shape: Shape): View {
  if (isSpread(view) && size(shape) !== 1) return spread(view, shape);
  return { ...view, shape, strides: rowMajor(shape) };
}

/** One loop over several arrays: how often, and the step of each array in elements. */
export interface Loop {
  readonly count: number;
  readonly steps: readonly number[];
}

/**
 * The fewest loops, outermost first, that visit arrays of one shape in row-major order: axes of
 * size 1 vanish, and neighbours merge where every array steps through both at one pace.
 */
export function loops(shape: Shape, strides: readonly (readonly number[])[]): Loop[] {
  const result: Loop[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const count = shape[axis]!;
    if (count === 1) continue;
    const steps = strides.map((list) => list[axis]!);
    const last = result[result.length - 1];
    if (last && steps.every((step, i) => last.steps[i] === step * count))
      result[result.length - 1] = { count: last.count * count, steps };
    else result.push({ count, steps });
  }
  return result;
}
