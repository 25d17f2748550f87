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
  if (scalars.length > 0 && scalars.length < items.length) {
    // One number and a scale go into the operation that multiplies a short array anyway.
    const isDirect = scalars.length + arrays.length === 2 && elements <= SHORT_MOST;
    const number = product(builder, scalars, [], sizes, isDirect ? 1 : scale);
    factors.push(spread(number, shape));
    if (isDirect && scale !== 1) factors.push(spread(builder.number(scale), shape));
    return chain(builder, factors, shape);
  }
  if (scale === -1 && factors.length === 1) return builder.elementwise(NEGATE, shape, factors);
  if (scale !== 1 || factors.length === 0) factors.push(spread(builder.number(scale), shape));
  return chain(builder, factors, shape);
}

/** Multiplies two or three at a time, from the left. */
function chain(builder: Builder, factors: readonly View[], shape: Shape): View {
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
