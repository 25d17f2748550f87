import { expect, test } from "vitest";
import { evaluate, newton, solveSync } from "../../src/index.ts";
import { type BolibProblem, bolibLevels, interior, mirrlees1999 } from "../problem/bolib.ts";
import { constrained } from "../problem/bolibConstrained.ts";
import { relativeError } from "../problem/relativeError.ts";

const apart = (found: number | Float64Array, known: readonly number[]) =>
  relativeError([1, ...(found as Float64Array)], [1, ...known]);

test.each(Object.keys(interior))("%s: the optimum, which has no active constraint", (name) => {
  const { optimum, ...problem } = interior[name]!;
  const { x, y, levels } = bolibLevels({ ...problem, optimum });
  const solution = solveSync(levels);
  expect(solution.status).toBe("converged");
  expect(relativeError([1, solution.objective], [1, optimum.F])).toBeLessThan(1e-8);
  expect(apart(solution.value(x), optimum.x)).toBeLessThan(1e-6);
  expect(apart(solution.value(y), optimum.y)).toBeLessThan(1e-6);
});

/**
 * What is left of the error of F when the barrier is a tenth: a tenth where constraints are active, the root of it or
 * somewhat less where they are weakly active.
 */
const weaklyActive = ["DeSilva1978", "HatzEtal2013", "AllendeStill2013"];

const cases = Object.keys(constrained).flatMap((name) => [
  [name, "stacked", {}] as const,
  [name, "nested", { solver: newton() }] as const,
]);

test.each(cases)(
  "%s: barriers lead to the constrained optimum, by %s Newton",
  (name, _, options) => {
    const problem = constrained[name]!;
    const [coarse, fine] = [1e-4, 1e-5].map((barrier) => {
      const { x, y, levels, F } = bolibLevels(problem, barrier, options);
      const solution = solveSync(levels, { tolerance: 1e-8 });
      expect(solution.status).toBe("converged");
      const at = { x: solution.value(x), y: solution.value(y) };
      return Math.abs((evaluate(F, at) as number) - problem.optimum.F);
    }) as [number, number];
    const isWeak = weaklyActive.includes(name);
    expect(fine / coarse).toBeGreaterThan(0.08);
    expect(fine / coarse).toBeLessThan(isWeak ? 0.35 : 0.12);
    expect(fine / (1 + Math.abs(problem.optimum.F))).toBeLessThan(isWeak ? 1e-2 : 1e-5);
  },
);

test("ShimizuAiyoshi1981Ex1: no start leaves a level stalled where its square is small and its terms are not", () => {
  const problem: BolibProblem = {
    outer: ([x], [y]) => y!.sub(10).square().add(x!.square()),
    inner: ([x], [y]) => y!.mul(2).add(x!).sub(30).square(),
    above: ([x], [y]) => [x!, x!.neg().add(15), x!.sub(y!)],
    below: ([x], [y]) => [x!.add(y!).neg().add(20), y!, y!.neg().add(20)],
    x: [11],
    y: [8],
    optimum: { x: [10], y: [10], F: 100 },
  };
  for (const [x, y] of [
    [11, 8],
    [11, 2],
    [10.5, 5],
    [14.9, 1],
  ] as const) {
    const given = { ...problem, x: [x], y: [y] };
    const { levels } = bolibLevels(given, 1e-4, { solver: newton() });
    const solution = solveSync(levels);
    expect(solution.levels.map(({ status }) => status)).toEqual(["converged", "converged"]);
    expect(solution.objective).toBeCloseTo(100, 1);
  }
});

test("Mirrlees1999: at the optimum the follower has two best answers; its stationary branch goes beyond, with a warning", () => {
  const { optimum } = mirrlees1999;
  const { x, levels, F, f } = bolibLevels(mirrlees1999);
  const at = { x: [...optimum.x], y: [...optimum.y] };
  expect(evaluate(F, at)).toBeCloseTo(optimum.F, 10);
  expect(evaluate(f, { ...at, y: at.y.map((entry) => -entry) })).toBe(evaluate(f, at));
  const solution = solveSync(levels);
  expect((solution.value(x) as Float64Array)[0]).toBeCloseTo(1.991, 3);
  expect(solution.objective).toBeLessThan(0.012);
  expect(solution.warnings.join()).toMatch(/Level "follower" has another minimum in y at -0\.98/);
});
