import fc from "fast-check";
import { expect, test } from "vitest";
import { topological } from "../../src/expression/graph.ts";
import type { Expression } from "../../src/expression/node.ts";
import { buildProgram } from "../../src/program/build.ts";
import type { Program } from "../../src/program/program.ts";
import { interpret } from "../reference/interpret.ts";
import { randomFrom, randomGraph } from "../reference/randomGraph.ts";

/** Compares the outputs of a program with the definitions. */
function compare(
  program: Program,
  inputs: readonly Expression[],
  given: ReadonlyMap<Expression, Float64Array>,
  seed: number,
): void {
  const wanted = interpret(program.outputs, given);
  inputs.forEach((input, i) => {
    program.set(i, given.get(input)!);
  });
  program.execute();
  program.outputs.forEach((output, j) => {
    const got = new Float64Array(wanted[j]!.length);
    program.get(j, got);
    const scale = wanted[j]!.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-3);
    got.forEach((value, i) => {
      const error = Math.abs(value - wanted[j]![i]!);
      if (Number.isFinite(wanted[j]![i]!) && !(error <= 1e-8 * scale))
        expect.fail(
          `seed ${seed}: output ${j} (${output.op}) [${i}] = ${value}, not ${wanted[j]![i]}\n${program.explain()}`,
        );
    });
  });
}

/** Compiles a random graph, runs it twice, binds other parameters, and compares with the definitions. */
function agrees(seed: number, operations: number, sizes: readonly number[]): void {
  const { inputs, outputs, given } = randomGraph(seed, operations, sizes);
  const program = buildProgram(inputs, outputs);
  compare(program, inputs, given, seed);
  compare(program, inputs, given, seed);
  const random = randomFrom(seed);
  for (const node of topological(outputs)) {
    if (node.op !== "variable" || given.has(node)) continue;
    const data = node.attributes.initial.map(() => random() - 0.5);
    given.set(node, data);
    program.bind(node, { data, shape: [...node.shape] });
  }
  compare(program, inputs, given, seed);
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

test("graphs of a hundred nodes over long arrays agree with the definitions", () => {
  fc.assert(
    fc.property(seeds, (seed) => agrees(seed, 150, [20, 30])),
    { numRuns: 5 },
  );
});
