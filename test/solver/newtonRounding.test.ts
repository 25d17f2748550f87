import { describe, expect, test } from "vitest";
import { newton } from "../../src/solver/newton.ts";
import { run } from "../../src/solver/run.ts";
import type { Request } from "../../src/solver/solver.ts";
import { type Problem, quadratic } from "../contract/solverProblems.ts";

/** A quadratic whose gradient carries an error that no step removes. */
function noisy(size: number): (request: Request) => ReturnType<Problem["evaluate"]> {
  const problem = quadratic(5, 10);
  let calls = 0;
  return (request) => {
    const answer = problem.evaluate(request);
    calls++;
    return { ...answer, gradient: answer.gradient.map((g, i) => g + size * Math.sin(calls + i)) };
  };
}

describe("rounding", () => {
  test("a gradient whose rounding errors exceed the tolerance ends as converged", () => {
    const height = 1e9;
    const outcome = run(newton(), new Float64Array(12), {}, ({ x }) => {
      const terms = x.map((t, i) => height * (Math.exp(t) - (2 + i / 7) * t));
      const hessian = new Float64Array(144);
      for (const [i, t] of x.entries()) hessian[i * 13] = height * Math.exp(t);
      return {
        value: terms.reduce((sum, term) => sum + term, 0),
        gradient: x.map((t, i) => height * (Math.exp(t) - (2 + i / 7))),
        hessian,
      };
    });
    expect(outcome.gradientNorm).toBeGreaterThan(1e-10);
    expect(outcome.gradientNorm).toBeLessThan(1e-3);
    expect(outcome.status).toBe("converged");
  });

  test("a gradient error that rounding does not explain ends as stalled", () => {
    const outcome = run(newton(), new Float64Array(5), {}, noisy(1e-7));
    expect(outcome.status).toBe("stalled");
    expect(outcome.gradientNorm).toBeLessThan(1e-6);
  });

  test("the same error, announced as noise, ends as converged", () => {
    const outcome = run(newton(), new Float64Array(5), { noise: 1e-6 }, noisy(1e-7));
    expect(outcome.status).toBe("converged");
  });
});
