import { fail } from "../error/fail.ts";
import { shape as sizes } from "../error/phrase.ts";
import { requireFinite } from "../value/requireFinite.ts";
import { topological } from "./graph.ts";
import type { Expression } from "./node.ts";

/**
 * Looks for the cause of a NaN among the numbers that expressions were built with.
 *
 * @throws ERR_NOT_FINITE  a constant holds NaN; an infinity may be meant, for what is excluded
 */
export function requireNumbers(outputs: readonly Expression[]): void {
  for (const { attributes, shape } of topological(outputs)) {
    const data: Float64Array | undefined = attributes.data;
    if (data?.some(Number.isNaN)) {
      const advice = `It is of an array of numbers, ${sizes(shape)}, in an expression: replace that entry.`;
      requireFinite(
        data.map((x) => (Number.isNaN(x) ? x : 0)),
        { shape },
        "a constant",
        advice,
      );
    }
    if (Number.isNaN(attributes.scale))
      fail("ERR_NOT_FINITE", {
        name: "a constant",
        value: Number.NaN,
        advice: "An expression was built with it, or with the mean of no elements: replace it.",
      });
  }
}
