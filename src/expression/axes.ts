import { fail } from "../error/fail.ts";
import { nameOf } from "./lift.ts";
import type { Expression } from "./node.ts";

/** One axis, several, or all of them (undefined); negative axes count from the last. */
export type Axes = number | readonly number[] | undefined;

/** The axes as sorted non-negative numbers. */
export function axesOf(operation: string, x: Expression, axes: Axes): number[] {
  const rank = x.shape.length;
  if (axes === undefined) return x.shape.map((_, axis) => axis);
  return (typeof axes === "number" ? [axes] : [...axes])
    .map((axis) => {
      if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
        fail("ERR_SHAPE", {
          operation,
          shapes: [x.shape],
          names: [nameOf(x)],
          advice: `There is no axis ${axis}: choose one between ${-rank} and ${rank - 1}.`,
        });
      return axis < 0 ? axis + rank : axis;
    })
    .sort((a, b) => a - b);
}
