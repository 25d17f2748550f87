import { gradientDescent, hypergradient, newton, solveSync, stackedNewton } from "echelon";
import { describe, expect, test } from "vitest";
import { branchingTrilevel } from "../problem/branchingTrilevel.ts";
import {
  manufactured,
  manufacturedAnswers,
  manufacturedResponses,
} from "../problem/manufactured.ts";
import { relativeError } from "../problem/relativeError.ts";

// maths.md T4 and T5.

describe.each(manufacturedAnswers)("the manufactured problem of $n levels", (answer) => {
  const { n } = answer;

  test("has its published gradient at 0.7 to 1e-14", () => {
    const { variables, levels } = manufactured(n);
    const h = hypergradient(levels, { at: { x1: 0.7 } });
    expect(relativeError(h.gradient(variables[0]!), answer.gradient)).toBeLessThanOrEqual(1e-14);
    const found = variables.slice(1).map((x) => h.response(x) as number);
    expect(relativeError(found, manufacturedResponses(0.7, n))).toBeLessThanOrEqual(1e-14);
    expect(h.errorBound).toBeLessThan(1e-10);
  });

  test("has its minimiser to 1e-12 and its minimum to 1e-12", () => {
    const { variables, levels } = manufactured(n);
    const solution = solveSync(levels, { tolerance: 1e-14 });
    expect(solution.status).toBe("converged");
    // The minimum beside a minimum of 1 is flat: x₁ is as good as the gradient, |g|/F″.
    expect(Math.abs((solution.value(variables[0]!) as number) - answer.minimiser)).toBeLessThan(
      1e-12,
    );
    expect(Math.abs(solution.objective - answer.minimum)).toBeLessThan(1e-12);
  });

  test("is solved by stacked Newton on all levels as well", () => {
    const solver = stackedNewton();
    const { variables, levels } = manufactured(n, (k) => (k === 0 ? { solver } : {}));
    const solution = solveSync(levels, { tolerance: 1e-13 });
    expect(Math.abs((solution.value(variables[0]!) as number) - answer.minimiser)).toBeLessThan(
      1e-12,
    );
  });

  test("gives the same gradient with nested Newton at every level", () => {
    const { variables, levels } = manufactured(n, () => ({ solver: newton() }));
    const h = hypergradient(levels, { at: { x1: 0.7 } });
    expect(relativeError(h.gradient(variables[0]!), answer.gradient)).toBeLessThanOrEqual(1e-11);
  });
});

test("three manufactured levels solved by gradient descent give the exact gradient", () => {
  const solver = gradientDescent();
  const { variables, levels } = manufactured(3, (k) => (k === 0 ? {} : { solver }));
  const h = hypergradient(levels, { at: { x1: 0.7 } });
  const exact = manufacturedAnswers[1].gradient;
  expect(relativeError(h.gradient(variables[0]!), exact)).toBeLessThanOrEqual(1e-11);
});

describe("the trilevel problem whose innermost level has two global minimisers", () => {
  test("follows the branch z = x + y that it starts on: dF/dx(−0.4) = 1.6", () => {
    const { x, y, z, levels } = branchingTrilevel();
    const h = hypergradient(levels);
    expect(relativeError(h.gradient(x), 1.6)).toBeLessThan(1e-13);
    expect(
      relativeError([h.response(y), h.response(z)].flat() as number[], [-0.8, -1.2]),
    ).toBeLessThan(1e-13);
  });

  test("has its minimum −18/11 at −6/11 on that branch", () => {
    const { x, levels } = branchingTrilevel();
    const solution = solveSync(levels);
    expect(relativeError(solution.value(x), -6 / 11)).toBeLessThan(1e-12);
    expect(relativeError(solution.objective, -18 / 11)).toBeLessThan(1e-13);
  });
});
