import { fail } from "../error/fail.ts";
import type { Shape } from "./shape.ts";

/**
 * The common shape of two arguments under NumPy's rule: axes are aligned at the end, and an axis of size 1, or a
 * missing one, is repeated.
 *
 * @param operation  named in the error
 * @param names  of the two arguments, where they have any; asked for by the error alone: an expression writes itself
 * @throws ERR_SHAPE  two sizes differ and neither is 1
 */
export function broadcastShapes(
  a: Shape,
  b: Shape,
  operation: string,
  names?: () => readonly (string | undefined)[],
): number[] {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let axis = 0; axis < rank; axis++) {
    const left = a[a.length - rank + axis] ?? 1;
    const right = b[b.length - rank + axis] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      fail("ERR_SHAPE", {
        operation,
        shapes: [a, b],
        names: names?.(),
        advice: `Aligned at the last axis, ${left} meets ${right}: both must be equal, or one of them 1. Use reshape, transpose or slice.`,
      });
    }
    shape[axis] = left === 1 ? right : left;
  }
  return shape;
}
