import { fail } from "../error/fail.ts";
import { labelsOf } from "../value/shape.ts";
import { misfit } from "./lift.ts";
import type { Expression } from "./node.ts";

/** One axis, several, or all of them (undefined); negative axes count from the last. */
export type Axes = number | readonly number[] | undefined;

/**
 * The axes as sorted non-negative numbers.
 *
 * @throws ERR_SHAPE  an axis that does not exist, or one given twice
 */
export function axesOf(operation: string, x: Expression, axes: Axes): number[] {
  const rank = x.shape.length;
  if (axes === undefined) return labelsOf(x.shape);
  const list = (typeof axes === "number" ? [axes] : listed(`axes of ${operation}`, axes))
    .map((axis) => positionOf(operation, x, axis, rank))
    .sort((a, b) => a - b);
  const twice = list.find((axis, i) => axis === list[i - 1]);
  if (twice !== undefined)
    misfit(operation, [x], `The axis ${twice} is given twice: name each once.`);
  return list;
}

/** The numbers of an option that is a list of them. */
export function listed(option: string, given: ArrayLike<number>): number[] {
  if (typeof given !== "object" || given === null || !("length" in given))
    fail("ERR_OPTION", { option, given, expected: "a list of whole numbers, as [0, 1]" });
  return Array.from(given);
}

/** One axis as a non-negative number below `rank`, the number of axes to choose from. */
export function positionOf(operation: string, x: Expression, axis: number, rank: number): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  return misfit(
    operation,
    [x],
    rank === 0
      ? "A single number has no axes: leave them out, or reshape it to one element."
      : `There is no axis ${axis}: choose one between ${-rank} and ${rank - 1}.`,
  );
}
