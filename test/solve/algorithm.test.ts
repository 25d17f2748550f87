import { exp, hypergradient, minimize, parameter, solveSync, variable } from "echelon";
import {
  type Algorithm,
  aidBio,
  amigo,
  dataset,
  minibatch,
  rows,
  sama,
  soba,
} from "echelon/algorithm";
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
  const game = [minimize(l, w.sub([0.4, 0.9]).square().sum()), minimize(w, train)];
  const algorithm = aidBio({ innerSteps: 7, adjointSteps: 2, innerStepSize: 0.1, stepSize: 0.3 });
  const { iterations, cost, history, levels } = solveSync(game, { algorithm, maxIterations: 5 });
  expect(iterations).toBe(5);
  expect(levels[0]!.iterations).toBe(5);
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
  expect(solution.advice).toMatch(/diverged.*smaller step sizes/);
  const finite = solution.history.map(({ objective }) => objective).filter(Number.isFinite);
  expect(finite.length).toBeLessThan(solution.history.length);
  expect(solution.objective).toBe(Math.min(...finite));
  const at = solution.value(w) as Float64Array;
  expect((at[0]! - 0.4) ** 2 + (at[1]! - 0.9) ** 2).toBeCloseTo(solution.objective, 12);
});

test("a biased method that has come to rest is converged with a warning of its bias, a sound one without", () => {
  const [z, w] = [variable("z", 0), variable("w", 0)];
  const outer = minimize(z, w.sub(1).square().add(z.sub(2).square()));
  const levels = [outer, minimize(w, w.sub(z).square().add(w.pow(4)))];
  const sizes = { innerStepSize: 0.1, stepSize: 0.1 };
  const exact = (at: number) => hypergradient(levels, { at: { z: at } }).gradient(z) as number;
  const biased = solveSync(levels, { algorithm: sama({ ...sizes, optimiser: "sgd" }) });
  expect(biased.status).toBe("converged");
  const size = Math.abs(exact(biased.value(z) as number)).toExponential(1);
  expect(biased.warnings).toEqual([expect.stringContaining(`the total gradient is ${size}`)]);
  const sound = solveSync(levels, { algorithm: aidBio(sizes) });
  expect([sound.status, ...sound.warnings]).toEqual(["converged"]);
});

test("a method that sees minibatches is not judged by the one that the levels were declared with", () => {
  const numbers = parameter("numbers", [3]);
  const data = dataset("data", [0, 0, 0, 5]);
  const [z, w] = [variable("z", 0), variable("w", 0)];
  // w*(z) = (1 + the row) z: for the rows that are drawn z* = 3/2, for the declared one the slope there is 5.
  const response = z.mul(rows(data, numbers).sum().add(1));
  const levels = [
    minimize(z, w.sub(1).square().add(z.sub(2).square())),
    minimize(w, w.sub(response).square()),
  ];
  const streams = [minibatch(numbers, 3)];
  const algorithm = soba({ streams, innerStepSize: 0.1, stepSize: 0.02 });
  const solution = solveSync(levels, { algorithm, maxIterations: 20_000, tolerance: 1e-7 });
  expect(solution.status).toBe("converged");
  expect(solution.value(z)).toBeCloseTo(1.5, 5);
  expect(solution.warnings).toEqual([]);
});
