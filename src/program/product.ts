import type { Builder } from "./builder.ts";
import { MULTIPLY, MULTIPLY_3, NEGATE } from "./opcode.ts";
import { type Operand, viewOver } from "./operand.ts";
import type { View } from "./view.ts";

/**
 * scale · Π items, element by element over `kept`; a single item without scale is only looked at
 * differently. Numbers are multiplied before arrays.
 */
export function product(
  builder: Builder,
  items: readonly Operand[],
  kept: readonly number[],
  sizes: readonly number[],
  scale: number,
): View {
  const shape = kept.map((label) => sizes[label]!);
  const scalars = kept.length === 0 ? [] : items.filter((item) => item.labels.length === 0);
  const arrays = items.filter((item) => !scalars.includes(item));
  const factors = arrays.map((item) => viewOver(item, kept, sizes));
  if (scalars.length > 0 && scalars.length < items.length) {
    const number = product(builder, scalars, [], sizes, scale);
    factors.push({ ...number, shape, strides: shape.map(() => 0) });
    return chain(builder, factors, shape);
  }
  if (scale === -1 && factors.length === 1) return builder.elementwise(NEGATE, shape, factors);
  if (scale !== 1 || factors.length === 0)
    factors.push({ ...builder.number(scale), shape, strides: shape.map(() => 0) });
  return chain(builder, factors, shape);
}

/** Multiplies two or three at a time, from the left. */
function chain(builder: Builder, factors: readonly View[], shape: readonly number[]): View {
  let result = factors[0]!;
  let next = 1;
  while (next < factors.length) {
    if (next + 1 < factors.length) {
      const three = [result, factors[next]!, factors[next + 1]!];
      result = builder.elementwise(MULTIPLY_3, shape, three);
      next += 2;
    } else {
      result = builder.elementwise(MULTIPLY, shape, [result, factors[next]!]);
      next++;
    }
  }
  return result;
}
