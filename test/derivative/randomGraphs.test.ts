import fc from "fast-check";
import { expect, test } from "vitest";
import { compile, type Expression, grad, hessian, jvp, sum } from "../../src/index.ts";
import { size } from "../../src/value/shape.ts";
import { evaluateComplex } from "../reference/evaluateGraph.ts";
import { randomGraph } from "../reference/randomGraph.ts";

const STEP = 1e-40;

/** ∂f/∂x by the complex step on the definitions of all operators. */
function complexStep(
  f: Expression,
  x: Expression,
  given: ReadonlyMap<Expression, Float64Array>,
): number[] {
  const real = new Map(
    [...given].map(([node, data]) => [node, [...data].map((v) => [v, 0] as const)]),
  );
  return real.get(x)!.map((_, i) => {
    const moved = real.get(x)!.map(([v], j) => [v, i === j ? STEP : 0] as const);
    return evaluateComplex([f], new Map([...real, [x, moved]]))[0]![0]![1] / STEP;
  });
}

const largest = (list: ArrayLike<number>): number =>
  Array.from(list).reduce((most, x) => Math.max(most, Math.abs(x)), 1);

/** Each derivative of the compiled graph against the complex step, or against another order of the modes. */
function agrees(seed: number, sizes: readonly number[]): void {
  const { inputs, outputs, given } = randomGraph(seed, 10, sizes);
  const f = outputs.map((output) => sum(output)).reduce((total, term) => total.add(term));
  for (const x of inputs) {
    const ones = { data: new Float64Array(size(x.shape)).fill(1), shape: [...x.shape] };
    const [g, t] = [grad(f, x), jvp(f, x, ones)];
    const wanted = [g, t, hessian(f, x), jvp(sum(g), x, ones), grad(sum(g), x), grad(t, x)];
    const program = compile(inputs, wanted);
    inputs.forEach((input, k) => {
      program.set(k, given.get(input)!);
    });
    program.execute();
    const [gradient, along, block, twice, reversed, mixed] = wanted.map(({ shape }, j) => {
      const data = new Float64Array(size(shape));
      program.get(j, data);
      return data;
    }) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
    program.dispose();
    const n = gradient.length;
    const rows = Float64Array.from({ length: n }, (_, i) =>
      sumOf(block.subarray(i * n, (i + 1) * n)),
    );
    const pairs: [string, ArrayLike<number>, ArrayLike<number>, number][] = [
      ["gradient", gradient, complexStep(f, x, given), largest(gradient)],
      ["tangent", along, [sumOf(gradient)], n * largest(gradient)],
      ["gradient of the sum of the gradient", reversed, rows, n * largest(block)],
      ["gradient of the tangent", mixed, rows, n * largest(block)],
      ["tangent of the sum of the gradient", twice, [sumOf(rows)], n * n * largest(block)],
    ];
    for (const [what, found, exact, scale] of pairs)
      for (let i = 0; i < exact.length; i++)
        if (!(Math.abs(found[i]! - exact[i]!) <= 1e-8 * scale))
          expect.fail(`seed ${seed}: ${what} [${i}] is ${found[i]}, not ${exact[i]}: ${f}`);
  }
}

const sumOf = (list: Float64Array): number => list.reduce((total, x) => total + x, 0);

test.each([[[0, 1, 2]], [[1, 2, 3]]])(
  "derivatives of random graphs of sizes %j agree with the complex step, in every order of the modes",
  (sizes) => {
    const seeds = fc.integer({ min: 0, max: 2 ** 31 });
    fc.assert(
      fc.property(seeds, (seed) => agrees(seed, sizes)),
      { numRuns: 60 },
    );
  },
);
