import fc from "fast-check";
import { expect, test } from "vitest";
import { type NelderMeadParameters, nelderMead } from "../../../src/adapter/minimizers.ts";
import { fmin } from "./fmin.ts";

type F = (x: number[]) => number;

const functions: Record<string, F> = {
  Himmelblau: ([x = 0, y = 0]) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
  Rosenbrock: ([x = 0, y = 0]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  "a kink": (x) => x.reduce((sum, v, i) => sum + Math.abs(v - i), 0),
  "a needle that makes it shrink": ([x = 0, y = 0]) =>
    -Math.exp(-1e4 * (x * x + y * y)) + 1e-3 * Math.sin(50 * x) * Math.cos(50 * y),
  "one variable": ([x = 0]) => (x - 2) ** 2,
  "five variables": (x) => x.reduce((sum, v, i) => sum + (i + 1) * (v - i / 3) ** 2, 0),
};
const dimension = (name: string) => (name.startsWith("one") ? 1 : name.startsWith("five") ? 5 : 2);

test.each(Object.keys(functions))(
  "%s: the points, values and calls of the library, step by step",
  (name) =>
    fc.assert(
      fc.property(
        fc.tuple(
          fc.array(fc.oneof(fc.constant(0), fc.double({ min: -3, max: 3, noNaN: true })), {
            minLength: dimension(name),
            maxLength: dimension(name),
          }),
          fc.constantFrom<NelderMeadParameters>(
            {},
            { maxIterations: 30 },
            { minErrorDelta: 1e-9 },
            { rho: 1.2, chi: 2.5, psi: -0.4, sigma: 0.7 },
            { nonZeroDelta: 1.5, zeroDelta: 0.2 },
            { sigma: 1 },
          ),
        ),
        ([start, parameters]) => {
          const traced = (run: (f: F, x: number[]) => { x: number[]; fx: number }) => {
            const calls: number[][] = [];
            const found = run(
              (x) => {
                calls.push([...x]);
                return functions[name]!(x);
              },
              [...start],
            );
            return { x: [...found.x], fx: found.fx, calls };
          };
          const [ours, theirs] = [nelderMead, fmin.nelderMead].map((run) =>
            traced((f, x) => run(f, x, parameters)),
          );
          expect(ours).toEqual(theirs);
        },
      ),
      { seed: 23, numRuns: 60 },
    ),
);

test("the history is the library's", () => {
  const [ours, theirs]: [NelderMeadParameters["history"], NelderMeadParameters["history"]] = [
    [],
    [],
  ];
  nelderMead(functions.Himmelblau!, [1, 0], { history: ours! });
  fmin.nelderMead(functions.Himmelblau!, [1, 0], { history: theirs });
  expect(ours).toEqual(theirs);
  expect(ours!.length).toBeGreaterThan(10);
});

test("the start is not written to", () => {
  const start = Object.freeze([1, 2]) as number[];
  expect(nelderMead(functions.Rosenbrock!, start).fx).toBeLessThan(1e-6);
  expect(Object.keys(start)).toEqual(["0", "1"]);
});
