import {
  argmin,
  EchelonError,
  evaluate,
  exp,
  gradientDescent,
  hypergradient,
  type Iteration,
  lbfgs,
  minimize,
  momentum,
  newton,
  parameter,
  solve,
  solveSync,
  variable,
} from "echelon";
import { describe, expect, test, vi } from "vitest";
import { coupledChain } from "../problem/coupledChain.ts";
import { manufactured } from "../problem/manufactured.ts";
import { relativeError } from "../problem/relativeError.ts";
import { ridge, ridgeMinimum } from "../problem/ridge.ts";
import { workClock } from "../reference/workClock.ts";

describe("the end of a run", () => {
  test("maxIterations: max-iterations, with advice, at a point better than the start", () => {
    const { levels } = ridge();
    const solution = solveSync(levels, { maxIterations: 2 });
    expect(solution.status).toBe("max-iterations");
    expect(solution.advice).toMatch(/maxIterations/);
    expect(solution.iterations).toBe(2);
    expect(solution.objective).toBeLessThan(solution.history[0]!.objective);
  });

  test("throwIfNotConverged: ERR_NOT_CONVERGED names level, numbers and what to do", () => {
    const { levels } = ridge();
    const run = () => solveSync(levels, { maxIterations: 1, throwIfNotConverged: true });
    expect(run).toThrowError(EchelonError);
    expect(run).toThrowError(
      /Level "validation": stopped as "max-iterations" after 1 iterations.*Raise maxIterations/,
    );
  });

  test("tolerance: as told", () => {
    const { levels } = ridge();
    const loose = solveSync(levels, { tolerance: 1e-3 });
    expect(loose.gradientNorm).toBeLessThanOrEqual(1e-3);
    expect(loose.iterations).toBeLessThan(solveSync(levels).iterations);
  });

  test("onIteration is told every record and may end the run by returning false", () => {
    const { levels, lambda } = ridge();
    const seen: Iteration[] = [];
    const whole = solveSync(levels, { onIteration: (record) => void seen.push(record) });
    expect(seen).toEqual(whole.history);
    const ended = solveSync(levels, { onIteration: ({ iteration }) => iteration < 2 });
    expect(ended.status).toBe("aborted");
    expect(ended.iterations).toBe(2);
    expect(ended.value(lambda)).toBe(whole.history[2]!.value(lambda));
    expect(ended.objective).toBe(whole.history[2]!.objective);
  });

  test("an aborted run returns the best point so far, not the last", async () => {
    const x = variable("x", 3);
    const y = variable("y", 0);
    // Momentum overshoots: the objective rises again after its first pass through the minimum.
    const solver = momentum({ stepSize: 0.05, momentum: 0.95 });
    const levels = [minimize(x, y.square(), { solver }), minimize(y, y.sub(x).square())];
    let lowest = Number.POSITIVE_INFINITY;
    const onIteration = ({ iteration, objective }: Iteration) => {
      lowest = Math.min(lowest, objective);
      return iteration < 12;
    };
    const solution = await solve(levels, { onIteration });
    expect(solution.status).toBe("aborted");
    expect(solution.objective).toBe(lowest);
    expect(solution.objective).toBeLessThan(solution.history.at(-1)!.objective);
    expect(relativeError((solution.value(x) as number) ** 2, lowest)).toBeLessThan(1e-12);
    expect(relativeError(solution.value(y), solution.value(x))).toBeLessThan(1e-12);
  });

  test("timeLimit ends a run", () => {
    const { levels } = slow();
    workClock();
    const began = performance.now();
    const solution = solveSync(levels, { timeLimit: 10 });
    const took = performance.now() - began;
    vi.restoreAllMocks();
    expect(solution.status).toBe("aborted");
    expect(took).toBeGreaterThan(10);
    expect(took).toBeLessThan(11);
    expect(solution.history.length).toBeGreaterThan(0);
  });

  test("a signal that is aborted already ends it at once, with the objective where it starts", async () => {
    const { levels } = slow();
    const options = { signal: AbortSignal.abort() };
    for (const solution of [await solve(levels, options), solveSync(levels, options)]) {
      expect(solution.status).toBe("aborted");
      expect(solution.advice).toMatch(/ended before its start was evaluated/);
      expect(solution.objective).toBe(solution.levels[0]!.objective);
      expect(Number.isFinite(solution.objective)).toBe(true);
    }
    const x = variable("x", 3);
    expect(solveSync([minimize(x, x.square())], options).objective).toBe(9);
  });
});

/** Steps so small that it takes a minute. */
function slow() {
  const solver = gradientDescent({ stepSize: 1e-9, steps: 1e7 });
  const { variables, levels } = coupledChain(2, { options: (k) => (k === 0 ? { solver } : {}) });
  return { variables, levels };
}

describe("the unit of an objective does not decide what is solved", () => {
  const solvers = { newton, lbfgs, gradientDescent, "the default": () => undefined };

  test.each(Object.keys(solvers) as (keyof typeof solvers)[])("by %s", (name) => {
    const solver = solvers[name]();
    const options = solver ? { solver } : {};
    const x = variable("x", [2, 3]);
    const y = variable("y", 0);
    const outer = minimize(x, x.sub([1, 0.5]).square().sum().mul(1e-14), options);
    const alone = solveSync([outer]);
    expect(alone.status).toBe("converged");
    expect(relativeError(alone.value(x), [1, 0.5])).toBeLessThan(2e-6);
    // y = 2Σx, and F = y²: dF/dx = 4y.
    const inner = minimize(y, y.sub(x.sum().mul(2)).square().mul(1e-15), options);
    const h = hypergradient([minimize(x, y.square()), inner]);
    expect(relativeError(h.gradient(x), [40, 40])).toBeLessThan(2e-6);
    const least = argmin(y, y.sub(3).square().mul(1e-15), options);
    expect(relativeError(evaluate(least), 3)).toBeLessThan(2e-6);
  });

  test("a tolerance that is given is taken as it is", () => {
    const x = variable("x", 2);
    expect(solveSync([minimize(x, x.square().mul(1e-14))], { tolerance: 1e-10 }).iterations).toBe(
      0,
    );
  });

  test("a flat direction of an objective that has a size ends where nothing is left to gain", () => {
    const x = variable("x", 0);
    const solution = solveSync([minimize(x, exp(x).add(1))]);
    expect(solution.status).toBe("converged");
    expect(solution.iterations).toBeLessThan(30);
  });
});

describe("starts, parameters and repetition", () => {
  test("at: starting values by name; the variables' own values stay", () => {
    const { levels, lambda } = ridge();
    const solution = solveSync(levels, { at: { lambda: -3, w: [1, 1, 1, 1, 1, 1] } });
    expect(solution.history[0]!.value(lambda)).toBe(-3);
    expect(relativeError(solution.value(lambda), ridgeMinimum.lambda)).toBeLessThan(1e-8);
    expect(solveSync(levels).history[0]!.value(lambda)).toBe(0);
  });

  test("a warm start at the solution takes no step", () => {
    const { levels, lambda, w } = ridge();
    const first = solveSync(levels);
    const at = { lambda: first.value(lambda), w: first.value(w) };
    expect(solveSync(levels, { at }).iterations).toBe(0);
  });

  test("parameters are re-bound by name without a compilation, and reports stay those of their run", () => {
    const a = parameter("a", 2);
    const [x, y] = [variable("x", 0), variable("y", 0)];
    const levels = [
      minimize(x, y.square().add(x.sub(a).square())),
      minimize(y, y.sub(x.mul(a)).square()),
    ];
    // F = (a x)² + (x − a)²: x* = a/(1 + a²).
    const first = solveSync(levels);
    const second = solveSync(levels, { at: { a: 3 } });
    expect(relativeError(first.value(x), 2 / 5)).toBeLessThan(1e-14);
    expect(relativeError(second.value(x), 3 / 10)).toBeLessThan(1e-14);
    expect(relativeError(first.levels[0]!.curvature!, 2 * (1 + 4))).toBeLessThan(1e-13);
    expect(relativeError(second.levels[0]!.curvature!, 2 * (1 + 9))).toBeLessThan(1e-13);
    expect(hypergradient(levels, { at: { a: 1, x: 1 } }).gradient(x)).toBeCloseTo(2, 13);
  });

  test("a parameter of a shape only takes its numbers from at, and says so without them", () => {
    const a = parameter("a", { shape: [2] });
    const [x, y] = [variable("x", 0), variable("y", [0, 0])];
    const levels = [
      minimize(x, y.sub(1).square().sum()),
      minimize(y, y.sub(a.mul(x)).square().sum()),
    ];
    // y* = a x: x* = Σa/Σa².
    expect(relativeError(solveSync(levels, { at: { a: [1, 3] } }).value(x), 0.4)).toBeLessThan(
      1e-14,
    );
    expect(hypergradient(levels, { at: { a: [1, 3] } }).gradient(x)).toBeCloseTo(-8, 13);
    const fresh = [minimize(x, y.sub(1).square().sum()), minimize(y, y.sub(a).square().sum())];
    expect(() => solveSync(fresh)).toThrowError(/"a" has no value/);
  });

  test("the same call twice gives the same bits, sync and async alike", async () => {
    const run = () => manufactured(4);
    const [p, q, r] = [run(), run(), run()];
    const first = solveSync(p.levels);
    const again = solveSync(p.levels);
    const other = solveSync(q.levels);
    const async = await solve(r.levels);
    const bits = (solution: typeof first, variables: typeof p.variables) => [
      solution.objective,
      solution.gradientNorm,
      ...variables.map((x) => solution.value(x)),
      ...solution.history.map(({ objective }) => objective),
    ];
    expect(bits(again, p.variables)).toEqual(bits(first, p.variables));
    expect(bits(other, q.variables)).toEqual(bits(first, p.variables));
    expect(bits(async, r.variables)).toEqual(bits(first, p.variables));
  });
});

describe("runs on the same levels that overlap", () => {
  /** F = (a x)² + (x − a)², x* = a/(1 + a²), found in many small steps. */
  const overlapping = () => {
    const a = parameter("a", 1);
    const [x, y] = [variable("x", 0), variable("y", 0)];
    const solver = gradientDescent({ stepSize: 1e-3 });
    const levels = [
      minimize(x, y.square().add(x.sub(a).square()), { solver }),
      minimize(y, y.sub(x.mul(a)).square()),
    ];
    return { x, levels };
  };
  const best = (a: number) => a / (1 + a * a);

  test("keep their own parameters: two solves at once", async () => {
    const { x, levels } = overlapping();
    const run = (a: number) => solve(levels, { at: { a }, tolerance: 1e-9, maxIterations: 1e5 });
    const [two, three, one] = await Promise.all([run(2), run(3), run(1)]);
    expect(relativeError(two!.value(x), best(2))).toBeLessThan(1e-8);
    expect(relativeError(three!.value(x), best(3))).toBeLessThan(1e-8);
    expect(relativeError(one!.value(x), best(1))).toBeLessThan(1e-8);
  });

  test("keep their own parameters when another run fails for want of one", () => {
    const [a, b] = [parameter("a", 1), parameter("b", { shape: [] })];
    const [x, y] = [variable("x", 0), variable("y", 0)];
    const solver = gradientDescent({ stepSize: 1e-3 });
    const levels = [
      minimize(x, y.square().add(x.sub(b).square()), { solver }),
      minimize(y, y.sub(x.mul(a)).square()),
    ];
    const onIteration = () => expect(() => solveSync(levels)).toThrow('"b"');
    const solution = solveSync(levels, {
      at: { a: 2, b: 5 },
      tolerance: 1e-9,
      maxIterations: 1e5,
      onIteration,
    });
    expect(relativeError(solution.value(x), 1)).toBeLessThan(1e-8);
  });

  test("keep their own parameters: a hypergradient asked for in onIteration", () => {
    const { x, levels } = overlapping();
    const onIteration = () => {
      // F′ = 2a²x + 2(x − a) with a = 5, then with a = 1.
      expect(hypergradient(levels, { at: { a: 5, x: 1 } }).gradient(x)).toBeCloseTo(42, 10);
      expect(hypergradient(levels, { at: { x: 1 } }).gradient(x)).toBeCloseTo(2, 10);
    };
    const solution = solveSync(levels, {
      at: { a: 2 },
      tolerance: 1e-9,
      maxIterations: 1e5,
      onIteration,
    });
    expect(relativeError(solution.value(x), best(2))).toBeLessThan(1e-8);
  });
});
