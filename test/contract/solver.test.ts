import { describe, expect, test } from "vitest";
import { arenaBytes } from "../../src/core/arena.ts";
import { adam } from "../../src/solver/adam.ts";
import { gradientDescent } from "../../src/solver/gradientDescent.ts";
import { lbfgs } from "../../src/solver/lbfgs.ts";
import { momentum } from "../../src/solver/momentum.ts";
import { newton } from "../../src/solver/newton.ts";
import { run } from "../../src/solver/run.ts";
import type { Answer, Iterate, Request, Solver } from "../../src/solver/solver.ts";
import { hard, mild, type Problem, quadratic, stationary } from "./solverProblems.ts";

/** The problems each solver promises to solve with these options: plain steps of 0.018 cannot follow a valley of 1e4. */
const contracts: readonly { solver: Solver; problems: readonly Problem[] }[] = [
  { solver: newton(), problems: [...mild, ...hard, ...stationary] },
  { solver: lbfgs(), problems: [...mild, ...hard] },
  { solver: gradientDescent(), problems: mild },
  { solver: gradientDescent({ stepSize: 0.0066 }), problems: mild },
  { solver: momentum({ stepSize: 0.0066, momentum: 0.8 }), problems: mild },
  { solver: momentum({ stepSize: 0.0066, momentum: 0.8, nesterov: true }), problems: mild },
  { solver: adam({ stepSize: 0.01 }), problems: mild },
];

const rules = { maxIterations: 20_000 };

const distance = (x: Float64Array, y: Float64Array) => Math.hypot(...x.map((e, i) => e - y[i]!));

/** Answers from the same two arrays each time, and spoils them before it computes: a solver must have copied. */
function reusing(problem: Problem): (request: Request) => Answer {
  const gradient = new Float64Array(problem.start.length);
  const hessian = new Float64Array(problem.start.length ** 2);
  return (request) => {
    gradient.fill(Number.NaN);
    hessian.fill(Number.NaN);
    const answer = problem.evaluate(request);
    gradient.set(answer.gradient);
    if (request.order < 2) return { value: answer.value, gradient };
    hessian.set(answer.hessian);
    return { value: answer.value, gradient, hessian };
  };
}

for (const { solver, problems } of contracts) {
  describe(solver.name, () => {
    test.each(problems)("converges to a minimiser: $name", (problem) => {
      const outcome = run(solver, problem.start, rules, problem.evaluate);
      expect(outcome.status).toBe("converged");
      const nearest = Math.min(...problem.minimisers.map((m) => distance(m, outcome.x)));
      expect(nearest).toBeLessThanOrEqual(problem.within);
      expect(outcome.value).toBeCloseTo(
        problem.minimum,
        9 - Math.log10(1 + Math.abs(problem.minimum)),
      );
      expect(outcome.indefinite).toBe(false);
    });

    test.each(problems)("reports what belongs to the point it returns: $name", (problem) => {
      const outcome = run(solver, problem.start, rules, problem.evaluate);
      const answer = problem.evaluate({ kind: "request", order: 2, x: outcome.x });
      expect(outcome.value).toBe(answer.value);
      expect(outcome.gradientNorm).toBeCloseTo(Math.hypot(...answer.gradient), 14);
    });

    test.each(problems)(
      "gives the same bits when the evaluator reuses its arrays: $name",
      (problem) => {
        const start = problem.start.slice();
        const once = run(solver, start, rules, problem.evaluate);
        const again = run(solver, start, rules, reusing(problem));
        expect(again).toEqual(once);
        expect(start).toEqual(problem.start);
      },
    );

    progress(solver);
    endings(solver);
  });
}

const problem = quadratic(5, 10);

/** What every solver tells on the way. */
function progress(solver: Solver): void {
  test("tells each iteration once, the start first, and asks for no higher order than it says", () => {
    const seen: Iterate[] = [];
    const orders = new Set<number>();
    const outcome = run(
      solver,
      problem.start,
      {},
      (request) => {
        orders.add(request.order);
        return problem.evaluate(request);
      },
      (iterate) => {
        seen.push(iterate);
        return false;
      },
    );
    expect(seen.map((iterate) => iterate.iteration)).toEqual([...seen.keys()]);
    expect(seen[0]!.x).toEqual(problem.start);
    expect(seen.at(-1)).toMatchObject({ x: outcome.x, iteration: outcome.iterations });
    expect(Math.max(...orders)).toBe(solver.order);
    for (const [i, iterate] of seen.entries()) {
      if (i > 0) expect(iterate.step).toBeCloseTo(distance(iterate.x, seen[i - 1]!.x), 12);
    }
  });

  test("ends as aborted at the last finished iterate and gives its memory back", () => {
    const before = arenaBytes();
    let last: Iterate | undefined;
    const outcome = run(solver, problem.start, {}, problem.evaluate, (iterate) => {
      last = iterate;
      return iterate.iteration === 1;
    });
    expect(outcome).toMatchObject({ status: "aborted", iterations: 1, x: last!.x });
    expect(arenaBytes()).toBe(before);
  });
}

/** How every solver ends. */
function endings(solver: Solver): void {
  test("gives its memory back when the objective throws", () => {
    const before = arenaBytes();
    let calls = 0;
    const evaluate = (request: Request) => {
      if (++calls === 2) throw new RangeError("the user's own");
      return problem.evaluate(request);
    };
    expect(() => run(solver, problem.start, {}, evaluate)).toThrow("the user's own");
    expect(arenaBytes()).toBe(before);
  });

  test("stops at maxIterations and says so", () => {
    const outcome = run(solver, problem.start, { maxIterations: 0 }, problem.evaluate);
    expect(outcome).toMatchObject({ status: "max-iterations", iterations: 0, x: problem.start });
  });

  test("takes no step from a minimiser", () => {
    const outcome = run(solver, problem.minimisers[0]!, {}, problem.evaluate);
    expect(outcome).toMatchObject({ status: "converged", iterations: 0, gradientNorm: 0 });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses a start where the value is %d",
    (value) => {
      const evaluate = (request: Request) => ({ ...problem.evaluate(request), value });
      expect(() => run(solver, problem.start, {}, evaluate)).toThrow(
        expect.objectContaining({ code: "ERR_NOT_FINITE" }),
      );
    },
  );
}

// The others never look at a value: theirs is the gradient's function.
test.each([newton(), lbfgs(), gradientDescent()])(
  "$name does not call it converged when the gradient is that of another function",
  (solver) => {
    const evaluate = (request: Request) => {
      const answer = problem.evaluate(request);
      return { ...answer, value: -answer.value };
    };
    const start = problem.start.map(() => 7);
    expect(run(solver, start, {}, evaluate).status).not.toBe("converged");
  },
);
