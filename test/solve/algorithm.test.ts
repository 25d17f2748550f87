import { exp, minimize, solveSync, variable } from "echelon";
import { type Algorithm, aidBio, amigo, soba } from "echelon/algorithm";
import { expect, test } from "vitest";

const methods: [string, Algorithm][] = [
  ["AID-BiO", aidBio({ innerStepSize: 0.1, stepSize: 0.3 })],
  ["SOBA", soba({ innerStepSize: 0.1, stepSize: 0.1 })],
  ["AmIGO", amigo({ innerSteps: 3, adjointSteps: 3, innerStepSize: 0.1, stepSize: 0.2 })],
];

test.each(methods)(
  "%s does not call its start a solution because its adjoint starts at 0",
  (_, algorithm) => {
    const [l, w] = [variable("l", 1), variable("w", [0, 0])];
    // The outer objective does not read l, so the first estimate of SOBA's gradient is 0.
    const valid = w.sub([0.4, 0.9]).square().sum();
    const train = w.sub([1, 2]).square().sum().add(exp(l).mul(w.square().sum()));
    const levels = [minimize(l, valid), minimize(w, train)];
    const solution = solveSync(levels, { algorithm, maxIterations: 3000, tolerance: 1e-8 });
    expect(solution.status).toBe("converged");
    expect(solution.value(l)).toBeCloseTo(Math.log(14 / 11), 6);
  },
);

test("a published method counts its steps and its work", () => {
  const [l, w] = [variable("l", 1), variable("w", [0, 0])];
  const train = w.sub([1, 2]).square().sum().add(exp(l).mul(w.square().sum()));
  const levels = [minimize(l, w.sub([0.4, 0.9]).square().sum()), minimize(w, train)];
  const algorithm = aidBio({ innerSteps: 7, adjointSteps: 2, innerStepSize: 0.1, stepSize: 0.3 });
  const { iterations, cost, history } = solveSync(levels, { algorithm, maxIterations: 5 });
  expect(iterations).toBe(5);
  expect(history.map((record) => record.cost.gradients)).toEqual([0, 8, 16, 24, 32, 40]);
  expect(cost.gradients).toBe(40);
  // One product of the cross derivative and up to two of the Hessian a step, one more for a warm start's residual.
  expect(cost.hessianVectorProducts).toBeGreaterThanOrEqual(10);
  expect(cost.hessianVectorProducts).toBeLessThanOrEqual(20);
});

test("a published method that diverges is stalled at its best point, with numbers", () => {
  const [l, w] = [variable("l", 1), variable("w", [0, 0])];
  const train = w.sub([1, 2]).square().sum().add(exp(l).mul(w.square().sum()));
  const levels = [minimize(l, w.sub([0.4, 0.9]).square().sum()), minimize(w, train)];
  const algorithm = soba({ innerStepSize: 2, stepSize: 0.1 });
  const solution = solveSync(levels, { algorithm, maxIterations: 3000 });
  expect(solution.status).toBe("stalled");
  const finite = solution.history.map(({ objective }) => objective).filter(Number.isFinite);
  expect(finite.length).toBeLessThan(solution.history.length);
  expect(solution.objective).toBe(Math.min(...finite));
  const at = solution.value(w) as Float64Array;
  expect((at[0]! - 0.4) ** 2 + (at[1]! - 0.9) ** 2).toBeCloseTo(solution.objective, 12);
});
