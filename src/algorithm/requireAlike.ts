import { fail } from "../error/fail.ts";
import type { Bilevel } from "./bilevel.ts";

/**
 * That problems which share their outer variable, and perhaps the inner one, have as many numbers in it.
 *
 * @throws ERR_OPTION  no problem at all; ERR_LEVELS  sizes that differ
 */
export function requireAlike(
  name: string,
  problems: readonly Bilevel[],
  shared: readonly ("x" | "y")[],
): void {
  if (problems.length === 0)
    fail("ERR_OPTION", {
      operation: name,
      option: "number of problems",
      given: 0,
      expected: "a whole number > 0",
    });
  for (const side of shared) {
    const sizes = problems.map(({ start }) => start[side].length);
    const odd = sizes.findIndex((size) => size !== sizes[0]);
    if (odd < 0) continue;
    const level = side === "x" ? "outer" : "inner";
    fail("ERR_LEVELS", {
      operation: name,
      reason: `the ${level} level of problem ${odd + 1} decides ${sizes[odd]} numbers, that of problem 1 ${sizes[0]}`,
      advice: `Let the ${level} levels of all problems decide the same variables.`,
    });
  }
}
