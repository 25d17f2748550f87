import { hypergradient, minimize, solveSync, variable } from "echelon";
import { describe, expect, test } from "vitest";
import { gradientDescent } from "../../src/solver/gradientDescent.ts";
import { lbfgs } from "../../src/solver/lbfgs.ts";
import { run } from "../../src/solver/run.ts";
import type { Request, Solver } from "../../src/solver/solver.ts";
import { lifted, quadratic } from "../contract/solverProblems.ts";

/** The rules of an inner level that is left to its defaults. */
const rules = { tolerance: 1e-12, stepTolerance: 1e-6 };

const one =
  (f: (x: number) => number, slope: (x: number) => number) =>
  ({ x }: Request) => ({ value: f(x[0]!), gradient: Float64Array.of(slope(x[0]!)) });

const solvers: [string, Solver][] = [
  ["lbfgs", lbfgs()],
  ["gradientDescent", gradientDescent()],
];

describe.each(solvers)("%s", (_, solver) => {
  test.each([
    ["exp(x)", Math.exp, Math.exp],
    ["exp(−x) + 1", (x: number) => Math.exp(-x) + 1, (x: number) => -Math.exp(-x)],
    ["1/(1 + x²)", (x: number) => 1 / (1 + x * x), (x: number) => (-2 * x) / (1 + x * x) ** 2],
  ])("%s has no minimum: its gradient vanishes and nothing converges", (_, f, slope) => {
    const { status, gradientNorm, x } = run(solver, Float64Array.of(0.3), rules, one(f, slope));
    expect(gradientNorm).toBeLessThan(1e-12);
    expect(status).not.toBe("converged");
    expect(Number.isFinite(x[0])).toBe(true);
  });

  test.each([2, 4, 6, 10, 20])("(x − 1)^%i and 1 above it converge", (p) => {
    for (const height of [0, 1]) {
      const evaluate = one(
        (x) => (x - 1) ** p + height,
        (x) => p * (x - 1) ** (p - 1),
      );
      const { status } = run(solver, Float64Array.of(0.3), rules, evaluate);
      expect(status).toBe("converged");
      // Once more from the end, where nothing is known of the way.
      const again = run(solver, Float64Array.of(1 + 1e-9), rules, evaluate);
      expect(again.status).toBe("converged");
    }
  });

  test("quadratics of condition 1 to 1e6 that rounding ends converge, 1e8 above 0 too", () => {
    for (const condition of [1, 1e3, 1e6])
      for (const height of [0, 1e8]) {
        const { start, evaluate } = lifted(quadratic(5, condition), height);
        const strict = { ...rules, tolerance: 0, maxIterations: 1e5 };
        expect(run(solver, start, strict, evaluate).status).not.toBe("stalled");
      }
  });
});

test("an inner level without a minimum is no response: solve and hypergradient say so", () => {
  const [x, y] = [variable("x", 1), variable("y", 0.3)];
  const levels = [
    minimize(x, x.sub(2).square().add(y.square().mul(0.1))),
    minimize(y, y.exp().mul(x.square().add(1)), { solver: lbfgs() }),
  ];
  expect(hypergradient(levels).warnings.join()).toMatch(
    /"level 2" ended as "stalled".*fall for ever/,
  );
  const solution = solveSync(levels);
  expect(solution.levels[1]!.status).toBe("stalled");
  expect(solution.warnings.join()).toMatch(/"level 2" ended as "stalled".*fall for ever/);
});
