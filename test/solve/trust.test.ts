import { describe, expect, test } from "vitest";
import {
  aid,
  exp,
  hypergradient,
  itd,
  minimize,
  neumann,
  solveSync,
  tanh,
  variable,
} from "../../src/index.ts";

/** T4: f₃ = ½(z² − zx − zy)² has the minimisers z = x + y and z = 0, both with value 0. */
function branching() {
  const [x, y, z] = [variable("x", -0.4), variable("y", -0.2), variable("z", -0.6)];
  const levels = [
    minimize(x, x.add(y).add(z).add(x.square().mul(0.5)).add(x.mul(y)).add(x.mul(z))),
    minimize(y, y.square().mul(1.5).sub(y.mul(x)).sub(y.mul(z))),
    minimize(z, z.square().sub(z.mul(x)).sub(z.mul(y)).square().mul(0.5), { name: "follower" }),
  ];
  return { x, y, z, levels };
}

/** Mirrlees1999 without its bounds: the follower's global minimiser jumps at x = 1. */
function mirrlees() {
  const [x, y] = [variable("x", 1.8), variable("y", 1)];
  const hump = (centre: number) => exp(y.sub(centre).square().neg());
  const levels = [
    minimize(x, x.sub(2).square().add(y.sub(1).square())),
    minimize(y, x.mul(hump(-1)).neg().sub(hump(1)), { name: "agent" }),
  ];
  return { x, y, levels };
}

describe("a local solution says what it could not know", () => {
  test("T4 is solved on the branch z = x + y to 1e-10, and the other branch is noticed", () => {
    const { x, y, z, levels } = branching();
    const solution = solveSync(levels);
    expect(solution.status).toBe("converged");
    expect(solution.value(x)).toBeCloseTo(-6 / 11, 10);
    expect(solution.value(y)).toBeCloseTo(-12 / 11, 10);
    expect(solution.value(z)).toBeCloseTo(-18 / 11, 10);
    expect(solution.objective).toBeCloseTo(-18 / 11, 10);
    expect(solution.warnings.join()).toMatch(/Level "follower" has another minimum in z at/);
  });

  test("Mirrlees: the stationary branch ends at x ≈ 1.991, and the follower's better minimum is noticed", () => {
    const { x, levels } = mirrlees();
    const solution = solveSync(levels);
    expect(solution.value(x)).toBeCloseTo(1.991, 2);
    expect(solution.warnings.join()).toMatch(/Level "agent" has another minimum in y at -0\.9/);
  });

  test("a follower with one minimum gives no warning", () => {
    const [x, y] = [variable("x", 1), variable("y", 0)];
    const levels = [minimize(x, x.sub(y).square().add(x)), minimize(y, y.sub(x.mul(2)).square())];
    expect(solveSync(levels).warnings).toEqual([]);
  });

  test("an outer step across a fold of the response is reported as a jump", () => {
    // y³ − y = x has three branches for |x| < 0.38: the one that starts at y = −1.3 ends in a fold.
    const [x, y] = [variable("x", -1), variable("y", -1.3)];
    const levels = [
      minimize(x, x.sub(1).square().add(y.mul(0.01))),
      minimize(y, y.pow(4).mul(0.25).sub(y.square().mul(0.5)).sub(x.mul(y))),
    ];
    const solution = solveSync(levels);
    expect(solution.status).toBe("converged");
    expect(solution.history.filter(({ jumped }) => jumped)).toHaveLength(1);
    expect(solution.warnings.join()).toMatch(/jumped to another branch/);
  });

  test("a steep but smooth response is not taken for a jump", () => {
    const [x, y] = [variable("x", -1), variable("y", -1)];
    const levels = [
      minimize(x, x.sub(1).square().add(y.mul(0.01))),
      minimize(y, y.sub(tanh(x.mul(20))).square()),
    ];
    const solution = solveSync(levels);
    expect(solution.value(x)).toBeCloseTo(1, 2);
    expect(solution.history.some(({ jumped }) => jumped)).toBe(false);
  });
});

describe("a level that was not solved does not count as solved", () => {
  const [x, y] = [variable("x", 2), variable("y", 0)];
  const levels = [
    minimize(x, x.square().add(y.square())),
    minimize(y, y.sub(x).square().add(y.sub(1).square())),
  ];

  test("unrolled steps that end short of the minimum", () => {
    const status = (steps: number) =>
      solveSync(levels, { method: itd({ steps, stepSize: 0.1 }) }).levels[1]!.status;
    expect(status(1)).toBe("max-iterations");
    expect(status(100)).toBe("converged");
  });

  test("unrolled steps say how far they were left from the minimum", () => {
    // From y = 0 at x = 2 one step of 0.1 leads to 0.6: the slope there is 2(0.6 − 2) + 2(0.6 − 1) = −3.6.
    const warned = (steps: number) =>
      hypergradient(levels, { method: itd({ steps, stepSize: 0.1 }) }).warnings;
    expect(warned(1)).toEqual([expect.stringMatching(/"level 2".*gradient norm 3\.6e\+0/)]);
    expect(warned(100)).toEqual([]);
    const solution = solveSync(levels, { method: itd({ steps: 1, stepSize: 0.1 }) });
    expect(solution.warnings.join()).toMatch(/"level 2" was left by its unrolled steps/);
  });

  test("levels that a run aborted before its start never reached", () => {
    const solution = solveSync(levels, { signal: AbortSignal.abort() });
    expect(solution.levels.map(({ status }) => status)).toEqual(["aborted", "aborted"]);
    expect(solution.warnings).toEqual([]);
  });

  test("an adjoint system that was left with a residual: too few terms, or a singular Hessian", () => {
    const z = variable("z", [0, 0]);
    const flat = minimize(z, z.sum().sub(x).square());
    const top = minimize(x, z.slice(0, 1).sum().square().add(x));
    expect(hypergradient([top, flat], { method: aid() }).warnings.join()).toMatch(
      /relative residual of 1\.0e\+0.*singular/,
    );
    const left = (terms: number) =>
      hypergradient(levels, {
        method: aid({ linearSolver: neumann({ stepSize: 0.1, terms }) }),
      }).warnings;
    expect(left(2).join()).toMatch(/relative residual of 3\.6e-1/);
    expect(left(100)).toEqual([]);
  });
});
