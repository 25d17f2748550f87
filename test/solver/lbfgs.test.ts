import { expect, test } from "vitest";
import { lbfgs } from "../../src/solver/lbfgs.ts";
import { run } from "../../src/solver/run.ts";
import type { Request } from "../../src/solver/solver.ts";
import { lifted, logSumExp, quadratic, rosenbrock } from "../contract/solverProblems.ts";

test("needs few more gradients than iterations", () => {
  let calls = 0;
  const outcome = run(lbfgs(), logSumExp(20).start, {}, (request) => {
    calls++;
    return logSumExp(20).evaluate(request);
  });
  expect(calls).toBeLessThanOrEqual(1.3 * outcome.iterations + 5);
});

test("reaches |∇f| ≤ 1e-10 where the values agree in all digits long before", () => {
  const problem = lifted(quadratic(10, 100), 1e8);
  const { status, gradientNorm } = run(lbfgs(), problem.start, {}, problem.evaluate);
  expect(status).toBe("converged");
  expect(gradientNorm).toBeLessThanOrEqual(1e-10);
});

test("more memory takes fewer iterations on an ill-conditioned quadratic", () => {
  const problem = quadratic(40, 1e4);
  const [few, many] = [3, 40].map(
    (memory) => run(lbfgs({ memory }), problem.start, {}, problem.evaluate).iterations,
  );
  expect(many).toBeLessThan(few!);
});

test("the first step is as long as the variables are, whatever the scale of the objective", () => {
  for (const height of [1e-12, 1, 1e12]) {
    const steps: number[] = [];
    const evaluate = (request: Request) => {
      const { value, gradient } = rosenbrock.evaluate(request);
      return { value: value * height, gradient: gradient.map((g) => g * height) };
    };
    run(lbfgs(), rosenbrock.start, { maxIterations: 1, tolerance: 0 }, evaluate, ({ step }) => {
      steps.push(step);
      return false;
    });
    expect(steps[1]).toBeGreaterThan(0.001);
    expect(steps[1]).toBeLessThan(2);
  }
});

test("a gradient error that rounding does not explain ends as stalled, and announced as converged", () => {
  const problem = quadratic(5, 10);
  const evaluate = (request: Request) => {
    const { value, gradient } = problem.evaluate(request);
    // As if an inner problem had been solved to 1e-6: the error does not vanish with the gradient.
    return { value, gradient: gradient.map((g, i) => g + 1e-6 * Math.sin(1e6 * request.x[i]!)) };
  };
  const blind = run(lbfgs(), problem.start, {}, evaluate);
  const told = run(lbfgs(), problem.start, { noise: 1e-5 }, evaluate);
  expect(blind.status).not.toBe("converged");
  expect(told.status).toBe("converged");
  expect(told.gradientNorm).toBeLessThan(1e-5);
});

test.each([0, 1.5, Number.NaN])("refuses memory = %d", (memory) => {
  expect(() => lbfgs({ memory })).toThrow(expect.objectContaining({ code: "ERR_OPTION" }));
});

test("a start of denormal numbers is as good as zero", () => {
  const { status, x } = run(lbfgs(), Float64Array.of(0, 5e-324), {}, ({ x: [a = 0, b = 0] }) => ({
    value: (a - 1) ** 2 + (b + 2) ** 2,
    gradient: Float64Array.of(2 * (a - 1), 2 * (b + 2)),
  }));
  expect(status).toBe("converged");
  expect([...x].map(Math.round)).toEqual([1, -2]);
});

test("with the diagonal of the Hessian, scales up to 10⁸ cost no more iterations than one", () => {
  const n = 200;
  const scales = Float64Array.from({ length: n }, (_, i) => 10 ** (8 * (((i * 71) % n) / n)));
  const evaluate = ({ x }: { readonly x: Float64Array }) => ({
    value:
      x.reduce((sum, entry, i) => sum + scales[i]! * (entry - 1) ** 2 + (entry - 1) ** 4, 0) / 2,
    gradient: x.map((entry, i) => scales[i]! * (entry - 1) + 2 * (entry - 1) ** 3),
  });
  const start = new Float64Array(n).fill(3);
  const scaled = run(lbfgs(), start, { diagonal: scales }, evaluate);
  expect(scaled.status).toBe("converged");
  expect(scaled.iterations).toBeLessThan(40);
  expect(run(lbfgs(), start, { maxIterations: 200 }, evaluate).status).toBe("max-iterations");
});
