import {
  adam,
  aid,
  finiteDifference,
  gradientDescent,
  hypergradient,
  implicit,
  itd,
  lbfgs,
  momentum,
  newton,
  solveSync,
  stackedNewton,
} from "echelon";
import { describe, expect, test } from "vitest";
import { manufactured, manufacturedAnswers } from "../problem/manufactured.ts";
import { relativeError } from "../problem/relativeError.ts";

describe("solvers and methods, mixed", () => {
  const exact = manufacturedAnswers[1];
  const inner = {
    newton: newton(),
    lbfgs: lbfgs(),
    gradientDescent: gradientDescent(),
    adam: adam({ stepSize: 0.05 }),
    momentum: momentum({ stepSize: 0.2, momentum: 0.5 }),
    stackedNewton: stackedNewton(),
  };
  for (const [middle, second] of Object.entries(inner))
    for (const [bottom, third] of Object.entries(inner))
      test(`three levels with ${middle} over ${bottom} have the exact gradient to 1e-10`, () => {
        const solver = [undefined, second, third];
        const { levels, variables } = manufactured(3, (k) =>
          solver[k] ? { solver: solver[k], maxIterations: 20_000 } : {},
        );
        const h = hypergradient(levels, { at: { x1: 0.7 } });
        expect(relativeError(h.gradient(variables[0]!), exact.gradient)).toBeLessThan(1e-10);
      });

  test.each([
    ["implicit over aid", implicit(), aid()],
    ["aid over implicit", aid(), implicit()],
    ["aid over finite differences", aid(), finiteDifference()],
    ["implicit over itd", implicit(), itd({ steps: 100, stepSize: 0.5 })],
    ["finite differences over aid", finiteDifference(), aid()],
    ["itd over itd", itd({ steps: 70, stepSize: 0.5 }), itd({ steps: 70, stepSize: 0.5 })],
  ])("%s: the same gradient", (_, top, middle) => {
    const { levels, variables } = manufactured(3, (k) => ({ method: k === 0 ? top : middle }));
    const h = hypergradient(levels, { at: { x1: 0.7 } });
    expect(relativeError(h.gradient(variables[0]!), exact.gradient)).toBeLessThan(1e-8);
  });

  test.each([
    ["lbfgs", lbfgs()],
    ["gradientDescent", gradientDescent()],
    ["newton", newton()],
    ["stackedNewton", stackedNewton()],
    ["adam", adam({ stepSize: 0.02 })],
  ])("%s outside finds the minimiser of three levels", (_, solver) => {
    const { levels, variables } = manufactured(3, (k) =>
      k === 0 ? { solver, maxIterations: 5000 } : {},
    );
    const solution = solveSync(levels, { tolerance: 1e-8 });
    expect(solution.status).toBe("converged");
    expect(Math.abs((solution.value(variables[0]!) as number) - exact.minimiser)).toBeLessThan(
      1e-8,
    );
  });

  test("four levels all solved by L-BFGS with aid find the minimiser", () => {
    const solver = lbfgs();
    const { levels, variables } = manufactured(4, () => ({ solver }));
    const solution = solveSync(levels, { method: aid(), tolerance: 1e-8 });
    expect(solution.status).toBe("converged");
    const { minimiser } = manufacturedAnswers[2];
    expect(Math.abs((solution.value(variables[0]!) as number) - minimiser)).toBeLessThan(1e-7);
  });

  test("newton() at a level without total Hessians is ERR_OPTION before anything runs", () => {
    const { levels } = manufactured(3, (k) => (k === 0 ? { solver: newton() } : {}));
    expect(() => solveSync(levels, { method: aid() })).toThrowError(/"rank 1".*solver must be/);
  });
});
