import { type Shape, size } from "../value/shape.ts";
import type { Builder } from "./builder.ts";
import { MULTIPLY, MULTIPLY_3, NEGATE } from "./opcode.ts";
import { type Operand, viewOver } from "./operand.ts";
import { spread, type View } from "./view.ts";

/** Arrays up to this many elements cost one instruction, however much it does. */
const SHORT_MOST = 16;

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
  const elements = size(shape);
  const scalars = kept.length === 0 ? [] : items.filter((item) => item.labels.length === 0);
  const arrays = items.filter((item) => !scalars.includes(item));
  const factors = arrays.map((item) => viewOver(item, kept, sizes));
  if (scalars.length > 0 && arrays.length > 0) {
    // One number and a scale go into the operation that multiplies a short array anyway.
    const isDirect = scalars.length + arrays.length === 2 && elements <= SHORT_MOST;
    const number = product(builder, scalars, [], sizes, isDirect ? 1 : scale);
    return times(builder, [...factors, spread(number, shape)], isDirect ? scale : 1, shape);
  }
  return times(builder, factors, scale, shape);
}

/** scale · Π factors, each of `shape`: two or three at a time, from the left. */
export function times(
  builder: Builder,
  factors: readonly View[],
  scale: number,
  shape: Shape,
): View {
  if (scale === -1 && factors.length === 1) return builder.elementwise(NEGATE, shape, factors);
  const isScaled = scale !== 1 || factors.length === 0;
  const all = isScaled ? [...factors, spread(builder.number(scale), shape)] : factors;
  let result = all[0]!;
  for (let next = 1; next < all.length; next += 2) {
    const operands = [result, ...all.slice(next, next + 2)];
    result = builder.elementwise(operands.length === 3 ? MULTIPLY_3 : MULTIPLY, shape, operands);
  }
  return result;
}
