import { aid, lbfgs, newton, solveSync } from "echelon";
import { expect, test } from "vitest";
import { lowerBound } from "../problem/lowerBound.ts";
import { relativeError } from "../problem/relativeError.ts";

// maths.md T11: the chain on which first-order bilevel methods are slowest.

test("the lower-bound chain of 60 variables is solved to 1e-9, Newton's method in one step", () => {
  const { x, levels, solution } = lowerBound(60);
  const [outer, inner] = levels as [(typeof levels)[0], (typeof levels)[0]];
  const solved = solveSync([{ ...outer, options: { ...outer.options, solver: newton() } }, inner]);
  expect(solved.status).toBe("converged");
  expect(solved.iterations).toBeLessThanOrEqual(2);
  expect(relativeError(solved.value(x), solution)).toBeLessThan(1e-9);
});

test("its solution is the same by gradients alone, implicit or matrix-free", () => {
  for (const method of [undefined, aid()]) {
    const { x, levels, solution } = lowerBound(30, {}, method ? { solver: lbfgs() } : {});
    const [outer, inner] = levels as [(typeof levels)[0], (typeof levels)[0]];
    const first = { ...outer, options: { ...outer.options, solver: lbfgs() } };
    const solved = solveSync([first, inner], { tolerance: 1e-9, ...(method ? { method } : {}) });
    expect(solved.status).toBe("converged");
    expect(relativeError(solved.value(x), solution)).toBeLessThan(1e-6);
  }
});

test("its solution decays as x_i ~ qⁱ with 1 − q ≈ 2μ_y√μ_x/L", () => {
  const { x, levels, solution } = lowerBound(200);
  const solved = solveSync(levels, { tolerance: 1e-10, maxIterations: 3000 });
  expect(relativeError(solved.value(x), solution)).toBeLessThan(1e-5);
  const found = solved.value(x) as Float64Array;
  // The published .990030 is of the first entries of 400 variables; the end of the chain reflects.
  const ratio = (found[30]! / found[10]!) ** (1 / 20);
  expect(Math.abs(ratio - 0.99)).toBeLessThan(2e-3);
});
