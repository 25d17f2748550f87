import { axes } from "./axis.ts";
import { emitKernel, type Problem } from "./emitKernel.ts";
import { outerKernel } from "./kernel.ts";
import { type Operand, operand, viewOver } from "./operand.ts";
import { product } from "./product.ts";
import { isDense, isSpread, type View } from "./view.ts";

/** Up to this many elements, loops around a short kernel beat loading strided operands into strips. */
const LOOPS_MOST = 64;

/** scale · factor · Π items over `kept`, which has all their labels. */
export function multiplied(
  problem: Problem,
  items: readonly Operand[],
  kept: readonly number[],
): View {
  const { builder, sizes, scale, factor } = problem;
  const [a, b] = items as [Operand, Operand];
  if (items.length === 2) {
    const size = kept.reduce((count, label) => count * sizes[label]!, 1);
    if (size <= LOOPS_MOST && !items.every((item) => isPlain(item, kept, sizes)))
      return emitKernel(problem, outerKernel(axes(sizes, kept, a, b)), kept, kept, a, b);
  }
  const all = factor ? [...items, operand(factor, [])] : items;
  return product(builder, all, kept, sizes, scale);
}

function isPlain(item: Operand, kept: readonly number[], sizes: readonly number[]): boolean {
  const view = viewOver(item, kept, sizes);
  return isDense(view) || isSpread(view);
}
