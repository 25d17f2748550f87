import { hypergradient } from "echelon";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Program } from "../../../src/program/program.ts";
import { coupledChain } from "../../problem/coupledChain.ts";
import { Generator, randomFrom } from "../../reference/randomGraph.ts";
import { sameBits } from "./sameBits.ts";

/** Compares all nodes of a random graph at its own inputs and at two more points; 1 if it became code. */
function agrees(seed: number, operations: number, sizes: readonly number[]): number {
  const generator = new Generator(seed, sizes);
  for (let i = 0; i < operations; i++) generator.grow();
  const { inputs, given } = generator;
  const outputs = generator.nodes.filter((node, i) => node.inputs.length > 0 && i % 3 > 0);
  const random = randomFrom(seed);
  const first = inputs.map((input) => given.get(input)!);
  const other = () => first.map((data) => data.map(() => 4 * random() - 2));
  const points = [first, other(), first, other()];
  return sameBits(inputs, outputs, points, `seed ${seed}`) ? 1 : 0;
}

/** Runs `property` on random seeds; how many graphs became code. */
function count(runs: number, operations: number, sizes: readonly number[]): number {
  let accelerated = 0;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      accelerated += agrees(seed, operations, sizes);
    }),
    { numRuns: runs },
  );
  return accelerated;
}

test("random scalar graphs give the same bits as code", () => {
  expect(count(40, 120, [1])).toBeGreaterThan(30);
});

test("random graphs of small arrays, empty ones too, give the same bits as code", () => {
  expect(count(80, 60, [0, 1, 2, 3, 3, 4])).toBeGreaterThan(25);
});

test("random graphs of arrays beyond what is unrolled give the same bits as code", () => {
  expect(count(30, 60, [3, 5, 16, 17])).toBeGreaterThan(4);
});

/** Total gradient of a chain of n levels at its starting point, run as `execute` of its programs says. */
function gradient(n: number, execute: (this: Program) => void): Float64Array {
  const { levels, variables } = coupledChain(n, { seed: 3 });
  const original = Program.prototype.execute;
  Program.prototype.execute = execute;
  try {
    return hypergradient(levels).gradient(variables[0]!) as Float64Array;
  } finally {
    Program.prototype.execute = original;
  }
}

test.each([2, 3, 4, 5])(
  "the total gradient of %i coupled levels has the same bits as code",
  (n) => {
    const { execute } = Program.prototype;
    const code = new Map<Program, boolean>();
    const accelerated = gradient(n, function () {
      if (!code.has(this)) code.set(this, this.accelerate());
      execute.call(this);
    });
    expect([...code.values()].filter(Boolean).length).toBeGreaterThan(1);
    expect(accelerated).toEqual(gradient(n, execute));
  },
);
