import { minimize, solveSync, variable } from "echelon";
import { expect, test } from "vitest";
import { coupledChain } from "../problem/coupledChain.ts";
import { linearQuadratic, randomLinearQuadratic } from "../problem/linearQuadratic.ts";

test.each([2, 3, 4])("%i linear-quadratic levels: the exact outer Hessian takes one step", (n) => {
  const sizes = [3, 2, 4, 2].slice(0, n);
  const { levels } = linearQuadratic(randomLinearQuadratic(sizes, 7));
  const { status, iterations, cost } = solveSync(levels);
  expect(status).toBe("converged");
  expect(iterations).toBe(1);
  expect(cost.hessians).toBe(2);
});

test("outer steps on a coupled chain converge quadratically, responses predicted along the tangent", () => {
  const { levels } = coupledChain(3);
  const { status, history, cost } = solveSync(levels);
  expect(status).toBe("converged");
  const gradients = history.map(({ gradientNorm }) => gradientNorm);
  // Each gradient is at most the square of the one before, down to rounding.
  for (let i = 1; i < gradients.length; i++)
    expect(gradients[i]!).toBeLessThan(Math.max(gradients[i - 1]! ** 2, 1e-13));
  // A cold start takes 5 stacked steps; after it the predictions leave 2 or 3 to each evaluation.
  expect(cost.stackedSteps).toBeLessThan(5 + 4 * cost.gradients);
  expect(cost.innerSolves).toBe(0);
});

test("where the outer Hessian is indefinite a trust region leads down at every iteration", () => {
  // F(x) = (|x|² − 1)² behind a response y = x: a maximum at 0, minima on the circle.
  const [x, y] = [variable("x", [0.05, -0.02]), variable("y", [0, 0])];
  const levels = [
    minimize(x, y.square().sum().sub(1).square()),
    minimize(y, y.sub(x).square().sum()),
  ];
  const { status, history, objective, value } = solveSync(levels);
  expect(status).toBe("converged");
  expect(objective).toBeLessThan(1e-20);
  expect(Math.hypot(...(value(x) as Float64Array))).toBeCloseTo(1, 9);
  for (let i = 1; i < history.length; i++)
    expect(history[i]!.objective).toBeLessThan(history[i - 1]!.objective);
});

test("from 65 outer variables on gradients alone are used", () => {
  for (const [d, order] of [
    [64, 2],
    [65, 1],
  ] as const) {
    const [x, y] = [variable("x", new Float64Array(d)), variable("y", new Float64Array(d))];
    const levels = [
      minimize(x, y.sub(1).square().sum().add(x.square().sum())),
      minimize(y, y.sub(x).square().sum()),
    ];
    const { status, cost } = solveSync(levels);
    expect(status).toBe("converged");
    expect(cost.hessians > 0).toBe(order === 2);
  }
});
