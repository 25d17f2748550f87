import { type Operand, strideOf } from "./operand.ts";

/** A label, or several merged into one, with its size and the steps of out, a and b in elements. */
export interface Axis {
  readonly count: number;
  readonly out: number;
  readonly a: number;
  readonly b: number;
}

/** All labels as loops, with the result row-major in `order`; labels that can be are merged. */
export function axes(
  sizes: readonly number[],
  order: readonly number[],
  a: Operand,
  b: Operand | undefined,
): Axis[] {
  const result: Axis[] = [];
  let step = 1;
  for (let i = order.length - 1; i >= 0; i--) {
    const label = order[i]!;
    join(result, sizes[label]!, step, strideOf(a, label), b ? strideOf(b, label) : 0);
    step *= sizes[label]!;
  }
  // What is left is summed, and a has it (contractPair removes labels that only one operand has).
  for (let i = a.labels.length - 1; i >= 0; i--) {
    const label = a.labels[i]!;
    if (!order.includes(label))
      join(result, sizes[label]!, 0, a.strides[i]!, b ? strideOf(b, label) : 0);
  }
  return result.reverse();
}

/** Appends the next outer axis, or widens an inner one that it continues. */
function join(list: Axis[], count: number, out: number, a: number, b: number): void {
  for (let i = 0; i < list.length; i++) {
    const inner = list[i]!;
    const pace = inner.count;
    if (out !== inner.out * pace || a !== inner.a * pace || b !== inner.b * pace) continue;
    list[i] = { ...inner, count: pace * count };
    return;
  }
  list.push({ count, out, a, b });
}
