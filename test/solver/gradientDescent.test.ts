import { expect, test } from "vitest";
import { gradientDescent } from "../../src/solver/gradientDescent.ts";
import { run } from "../../src/solver/run.ts";
import { hard, mild, quadratic } from "../contract/solverProblems.ts";

test.each([3, 10, 50])(
  "the error falls by (κ−1)/(κ+1) a step at stepSize 2/(L+μ): κ = %d",
  (condition) => {
    const problem = quadratic(4, condition);
    const [minimiser] = problem.minimisers;
    const errors: number[] = [];
    const solver = gradientDescent({ stepSize: 2 / (1 + condition), steps: 60 });
    run(solver, problem.start, {}, problem.evaluate, ({ x }) => {
      errors.push(Math.hypot(...x.map((entry, i) => entry - minimiser![i]!)));
      return false;
    });
    const rate = (condition - 1) / (condition + 1);
    for (let k = 1; k < 20; k++)
      expect(errors[k]!).toBeLessThanOrEqual(rate * errors[k - 1]! + 1e-14);
    // The bound is attained: the slowest eigenvectors remain.
    const mean = (errors[20]! / errors[10]!) ** 0.1;
    expect(mean).toBeCloseTo(rate, 3);
  },
);

test("one step is x − stepSize·∇f(x)", () => {
  const outcome = run(
    gradientDescent({ stepSize: 0.25, steps: 1 }),
    Float64Array.of(3),
    {},
    ({ x }) => ({
      value: x[0]! ** 2,
      gradient: Float64Array.of(2 * x[0]!),
    }),
  );
  expect(outcome.x[0]).toBe(1.5);
});

test("makes exactly the steps it was told, with no test in between", () => {
  for (const steps of [0, 1, 7, 200]) {
    const problem = quadratic(3, 2);
    let calls = 0;
    const solver = gradientDescent({ stepSize: 0.5, steps });
    const outcome = run(solver, problem.start, { maxIterations: 3 }, (request) => {
      calls++;
      return problem.evaluate(request);
    });
    expect(outcome.iterations).toBe(steps);
    expect(calls).toBe(steps + 1);
    expect(outcome.status).toBe(steps === 200 ? "converged" : "max-iterations");
  }
});

test("a step size above 2/L ends as stalled at the last finite point", () => {
  for (const steps of [undefined, 100_000]) {
    const problem = quadratic(3, 4);
    const solver = gradientDescent({ stepSize: 3, steps });
    const outcome = run(solver, problem.start, { maxIterations: 1e6 }, problem.evaluate);
    expect(outcome.status).toBe("stalled");
    expect(Number.isFinite(outcome.value)).toBe(true);
  }
});

test("backtracking never raises the objective by more than its rounding", () => {
  for (const problem of [...mild, ...hard]) {
    let last = Number.POSITIVE_INFINITY;
    run(gradientDescent(), problem.start, { maxIterations: 200 }, problem.evaluate, ({ value }) => {
      expect(value).toBeLessThanOrEqual(last + 1e-13 * Math.abs(last));
      last = value;
      return false;
    });
  }
});

test("a gradient below its rounding errors ends as converged", () => {
  const problem = quadratic(20, 10, 1e9);
  const solver = gradientDescent({ stepSize: 2 / 11 });
  const outcome = run(solver, problem.start, {}, problem.evaluate);
  expect(outcome.gradientNorm).toBeGreaterThan(1e-10);
  expect(outcome.status).toBe("converged");
});

test("a gradient that flickers below its announced noise ends as converged after 20 idle steps", () => {
  const problem = quadratic(3, 4);
  let calls = 0;
  const outcome = run(gradientDescent({ stepSize: 0.4 }), problem.start, { noise: 1e-6 }, (r) => {
    calls++;
    const { value, gradient } = problem.evaluate(r);
    return { value, gradient: gradient.map((g, i) => g + 1e-7 * Math.sin(calls * calls + i)) };
  });
  expect(outcome.status).toBe("converged");
  expect(outcome.iterations).toBeLessThan(500);
});

test.each([
  ["stepSize", { stepSize: 0 }],
  ["stepSize", { stepSize: Number.POSITIVE_INFINITY }],
  ["steps", { stepSize: 1, steps: -1 }],
  ["stepSize", { steps: 3 }],
])("refuses %s in %o", (option, options) => {
  expect(() => gradientDescent(options)).toThrow(
    expect.objectContaining({ code: "ERR_OPTION", facts: expect.objectContaining({ option }) }),
  );
});
