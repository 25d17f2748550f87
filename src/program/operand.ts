import type { Buffer, View } from "./view.ts";

/** One factor of a contraction while it is lowered: a strided array whose axes have labels. */
export interface Operand {
  readonly buffer: Buffer;
  readonly offset: number;
  /** Distinct labels that the operand really moves along: neither of size 1 nor broadcast. */
  readonly labels: readonly number[];
  /** Stride of each of `labels`. */
  readonly strides: readonly number[];
}

/** Reads a view under the labels of a contraction; a repeated label walks the diagonal. */
export function operand(
  { buffer, offset, shape, strides }: View,
  names: readonly number[],
): Operand {
  const labels: number[] = [];
  const steps: number[] = [];
  for (let axis = 0; axis < names.length; axis++) {
    const stride = strides[axis]!;
    if (stride === 0 || shape[axis] === 1) continue;
    const known = labels.indexOf(names[axis]!);
    if (known >= 0) steps[known]! += stride;
    else {
      labels.push(names[axis]!);
      steps.push(stride);
    }
  }
  return { buffer, offset, labels, strides: steps };
}

/** Stride along a label; 0 where the operand does not move. */
export function strideOf(item: Operand, label: number): number {
  const index = item.labels.indexOf(label);
  return index < 0 ? 0 : item.strides[index]!;
}

/** The operand as an array over the given labels, broadcast along those it lacks. */
export function viewOver(item: Operand, labels: readonly number[], sizes: readonly number[]): View {
  const shape = labels.map((label) => sizes[label]!);
  const strides = labels.map((label) => strideOf(item, label));
  return { buffer: item.buffer, offset: item.offset, shape, strides };
}

/** A view of the first element: what an instruction reads starts there. */
export function origin({ buffer, offset }: Operand): View {
  return { buffer, offset, shape: [], strides: [] };
}
