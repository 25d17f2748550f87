import fc from "fast-check";
import { expect, test } from "vitest";
import { buildProgram } from "../../src/program/build.ts";
import { interpret } from "../reference/interpret.ts";
import { randomGraph } from "../reference/randomGraph.ts";

/** Compiles a random graph, runs it twice and compares with the definitions. */
function agrees(seed: number, operations: number, sizes: readonly number[]): void {
  const { inputs, outputs, given } = randomGraph(seed, operations, sizes);
  const program = buildProgram(inputs, outputs);
  const wanted = interpret(outputs, given);
  for (let round = 0; round < 2; round++) {
    inputs.forEach((input, i) => {
      program.set(i, given.get(input)!);
    });
    program.execute();
    outputs.forEach((output, j) => {
      const got = new Float64Array(wanted[j]!.length);
      program.get(j, got);
      const scale = wanted[j]!.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-3);
      got.forEach((value, i) => {
        const error = Math.abs(value - wanted[j]![i]!);
        if (!(error <= 1e-8 * scale))
          expect.fail(
            `seed ${seed}: output ${j} (${output.op}) [${i}] = ${value}, not ${wanted[j]![i]}\n${program.explain()}`,
          );
      });
    });
  }
  program.dispose();
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

test("random graphs of small arrays, empty and of one element too, agree with the definitions", () => {
  fc.assert(
    fc.property(seeds, (seed) => agrees(seed, 12, [0, 1, 2, 3, 3, 4])),
    { numRuns: 300 },
  );
});

test("random graphs of arrays longer than a strip agree with the definitions", () => {
  fc.assert(
    fc.property(seeds, (seed) => agrees(seed, 8, [1, 5, 17, 33])),
    { numRuns: 40 },
  );
});

test("large random graphs agree with the definitions", () => {
  fc.assert(
    fc.property(seeds, (seed) => agrees(seed, 60, [2, 3, 7])),
    { numRuns: 30 },
  );
});
