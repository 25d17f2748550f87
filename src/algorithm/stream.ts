import { fail } from "../error/fail.ts";
import { nameOf } from "../expression/lift.ts";
import type { Expression } from "../expression/node.ts";
import { uniformRandom } from "../value/random.ts";
import { size } from "../value/shape.ts";

/** Values of parameters that change from draw to draw: minibatches, tasks. */
export interface Stream {
  readonly parameters: readonly Expression[];
  /** Row-major values for the parameters, in their order; the only source of chance is `random`. */
  draw(random: () => number): readonly ArrayLike<number>[];
}

/** A stream for one parameter. */
export function stream(
  parameter: Expression,
  draw: (random: () => number) => ArrayLike<number>,
): Stream {
  return { parameters: [parameter], draw: (random) => [draw(random)] };
}

/**
 * Minibatches: fills a parameter with row numbers below `count`, drawn with replacement, so that a
 * mean over the batch is an unbiased estimate of the mean over all rows.
 *
 * @param indices  the parameter that {@link rows} or {@link take} reads; its size is the batch size
 */
export function minibatch(indices: Expression, count: number): Stream {
  if (!(Number.isInteger(count) && count > 0))
    fail("ERR_OPTION", {
      operation: `minibatch of ${nameOf(indices)}`,
      option: "count",
      given: count,
      expected: "a whole number > 0",
    });
  const length = size(indices.shape);
  return stream(indices, (random) =>
    Float64Array.from({ length }, () => Math.floor(random() * count)),
  );
}

/**
 * The random numbers of step `iteration`: a function of seed and step alone, so that a state needs no
 * generator in it and a resumed run draws what the first would have drawn.
 */
export function randomAt(seed: number, iteration: number): () => number {
  let mixed = Math.imul((seed >>> 0) ^ Math.imul(iteration + 1, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return uniformRandom(mixed ^ (mixed >>> 16));
}
