import type { View } from "./view.ts";

/** One factor of a contraction while it is lowered: a view with one label, and one stride, per axis. */
export interface Operand {
  readonly view: View;
  /** Distinct labels that the operand really moves along: neither of size 1 nor broadcast. */
  readonly labels: readonly number[];
  /** Stride of each of `labels`. */
  readonly strides: readonly number[];
}

/** Reads a view under the labels of a contraction; a repeated label walks the diagonal. */
export function operand(view: View, labels: readonly number[]): Operand {
  const strides = new Map<number, number>();
  labels.forEach((label, axis) => {
    if (view.shape[axis] === 1) return;
    strides.set(label, (strides.get(label) ?? 0) + view.strides[axis]!);
  });
  const moving = [...strides].filter(([, stride]) => stride !== 0);
  return {
    view,
    labels: moving.map(([label]) => label),
    strides: moving.map(([, stride]) => stride),
  };
}

/** Stride along a label; 0 where the operand does not move. */
export function strideOf(item: Operand, label: number): number {
  const index = item.labels.indexOf(label);
  return index < 0 ? 0 : item.strides[index]!;
}

/** The operand as an array over the given labels, broadcast along those it lacks. */
export function viewOver(item: Operand, labels: readonly number[], sizes: readonly number[]): View {
  return {
    buffer: item.view.buffer,
    offset: item.view.offset,
    shape: labels.map((label) => sizes[label]!),
    strides: labels.map((label) => strideOf(item, label)),
  };
}

/** Text that is equal for operands that read the same numbers along the same labels. */
export function keyOf(item: Operand): string {
  return `${item.view.buffer.id}:${item.view.offset}:${item.labels}:${item.strides}`;
}
