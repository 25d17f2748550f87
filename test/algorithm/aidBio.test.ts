import { expect, test } from "vitest";
import { aidBio } from "../../src/algorithm/aidBio.ts";
import { advance } from "../../src/algorithm/method.ts";
import {
  constant,
  hypergradient,
  log1p,
  minimize,
  sin,
  solve,
  solveSync,
} from "../../src/index.ts";
import { ridge, ridgeMinimum } from "../problem/ridge.ts";
import { gap, quadraticBilevel } from "./problem.ts";

const options = { innerSteps: 10, innerStepSize: 0.25, adjointSteps: 5, stepSize: 0.2 };

test("AID-BiO reaches the solution of a quadratic problem to 1e-9", () => {
  const { levels, solution } = quadraticBilevel();
  const method = aidBio(options).on(levels);
  expect(gap(advance(method, 1500).x, solution)).toBeLessThan(1e-9);
});

test("with enough inner steps its gradient is the exact hypergradient", () => {
  const { levels, x, gradient } = quadraticBilevel();
  const method = aidBio({ ...options, innerSteps: 200 }).on(levels);
  const [start, next] = [method.init(), method.step(method.init())];
  const estimate = start.x.map((entry, i) => (entry - next.x[i]!) / options.stepSize);
  expect(gap(estimate, gradient(start.x))).toBeLessThan(1e-12);
  expect(gap(estimate, hypergradient(levels).gradient(x) as Float64Array)).toBeLessThan(1e-12);
});

test("the error of one gradient falls like (1 − αμ)^D, as the theorem says", () => {
  const { levels, gradient } = quadraticBilevel();
  const error = (innerSteps: number) => {
    const method = aidBio({ ...options, innerSteps, adjointSteps: 5 }).on(levels);
    const start = method.init();
    const next = method.step(start);
    const estimate = start.x.map((entry, i) => (entry - next.x[i]!) / options.stepSize);
    return gap(estimate, gradient(start.x));
  };
  // μ = 1, α = 1/4: twenty more steps make (3/4)^20 of it.
  expect(error(50) / error(30)).toBeCloseTo(0.75 ** 20, 4);
});

test("with a nonconvex Φ the mean of |∇Φ|² falls like 1/K, as the theorem says", () => {
  const { x, y, H, C, d, p } = quadraticBilevel();
  const matrix = (data: Float64Array, shape: number[]) => constant({ data, shape });
  const g = y
    .dot(matrix(H, [d, d]).matmul(y))
    .mul(0.5)
    .sub(y.dot(matrix(C, [d, p]).matmul(x)));
  const hollow = log1p(y.sub(2).square())
    .sum()
    .add(sin(x.mul(3)).sum().mul(0.1));
  const method = aidBio({ ...options, stepSize: 0.05 }).on([minimize(x, hollow), minimize(y, g)]);
  let state = method.init();
  const sums = [400, 800].map((until) => {
    let sum = 0;
    for (let from = state.iteration; from < until; from++) {
      state = method.step(state);
      sum += state.gradientNorm ** 2;
    }
    return sum;
  });
  expect(sums[0]).toBeGreaterThan(0.1);
  expect(sums[1]! / sums[0]!).toBeLessThan(0.01);
});

test("without warm start a short inner loop leaves a bias, with it none", () => {
  const { levels, solution } = quadraticBilevel();
  const short = { ...options, innerSteps: 2 };
  const cold = aidBio({ ...short, warmStart: false }).on(levels);
  expect(gap(advance(aidBio(short).on(levels), 2000).x, solution)).toBeLessThan(1e-8);
  expect(gap(advance(cold, 2000).x, solution)).toBeGreaterThan(1e-3);
});

test("solve takes it as its algorithm, and the ridge's λ* comes out", async () => {
  const { levels, lambda, w } = ridge();
  const algorithm = aidBio({ innerSteps: 60, innerStepSize: 0.05, adjointSteps: 6, stepSize: 20 });
  const solution = await solve(levels, { algorithm, at: { lambda: -3 }, tolerance: 1e-8 });
  expect(solution.status).toBe("converged");
  expect(solution.value(lambda)).toBeCloseTo(ridgeMinimum.lambda, 5);
  expect(solution.objective).toBeCloseTo(ridgeMinimum.objective, 10);
  expect(solution.value(w)).toHaveLength(6);
  expect(solution.history).toHaveLength(solution.iterations + 1);
  expect(solution.levels[1]!.gradientNorm).toBeLessThan(1e-6);
  const short = solveSync(levels, { algorithm, maxIterations: 3 });
  expect([short.status, short.iterations]).toEqual(["max-iterations", 3]);
});

test("solve ends an algorithm at the signal, with the best point so far", async () => {
  const { levels } = quadraticBilevel();
  const controller = new AbortController();
  const onIteration = ({ iteration }: { iteration: number }) => {
    if (iteration === 4) controller.abort();
  };
  const { signal } = controller;
  const solution = await solve(levels, { algorithm: aidBio(options), signal, onIteration });
  expect([solution.status, solution.iterations]).toEqual(["aborted", 4]);
});

test("three levels are refused by name", () => {
  const { levels } = quadraticBilevel();
  const three = [levels[0]!, levels[1]!, quadraticBilevel({ seed: 9 }).levels[1]!];
  expect(() => aidBio(options).on(three)).toThrow(
    /AID-BiO: it works on two levels, and 3 are given/,
  );
});
