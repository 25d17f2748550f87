import fc from "fast-check";
import { expect, test } from "vitest";
import { Agreement } from "../reference/agreement.ts";
import { rebound, recording } from "../reference/randomPatterns.ts";
import { textOf } from "../reference/recording.ts";

/**
 * Calls of the public face, of the forms that the rules of simplification look for, against the same calls on
 * hyper-dual numbers, which know no graph: value, Jacobian, gradient and Hessian, forwards and backwards, on other
 * numbers without compiling again, and as code of its own to the same bits.
 */
function agrees(seed: number, sizes: readonly number[]): void {
  const steps = recording(seed, sizes);
  if (!steps) return;
  const agreement = new Agreement(steps);
  const program = agreement.compiled();
  const check = (what: string, at = steps) =>
    expect(agreement.check(program, at), `seed ${seed}, ${what}\n${textOf(at)}`).toBeUndefined();
  check("at first");
  const first = agreement.bits(program);
  const moved = rebound(steps, seed);
  if (moved) check("on other numbers", moved);
  const second = agreement.bits(program);
  program.accelerate();
  if (moved) check("on other numbers, as code", moved);
  expect(agreement.bits(program), `seed ${seed}`).toBe(second);
  check("as code");
  expect(agreement.bits(program), `seed ${seed}`).toBe(first);
  program.dispose();
}

test.each([
  [[1, 2, 3], 200],
  [[0, 1, 2, 2], 200],
  [[3, 17, 20], 50],
  [[8, 9, 12], 20],
])("calls on arrays of sizes %j agree with hyper-dual numbers", (sizes, numRuns) => {
  const seeds = fc.integer({ min: 0, max: 2 ** 31 });
  fc.assert(
    fc.property(seeds, (seed) => agrees(seed, sizes)),
    { numRuns },
  );
});
