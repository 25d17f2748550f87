import { expect, test } from "vitest";
import { bome } from "../../src/algorithm/bome.ts";
import { f2sa } from "../../src/algorithm/f2sa.ts";
import { advance } from "../../src/algorithm/method.ts";
import { minibatch } from "../../src/algorithm/stream.ts";
import { gap, quadraticBilevel } from "./problem.ts";
import { rowsProblem } from "./rowsProblem.ts";

const { levels, solution, response } = quadraticBilevel();

test("F²SA with a constant multiplier is off by O(1/λ), as its lemma says", () => {
  const error = (multiplier: number) => {
    const options = { innerSteps: 20, innerStepSize: 0.2, stepSize: 0.1, multiplier };
    return gap(advance(f2sa(options).on(levels), 1500).x, solution);
  };
  const [ten, hundred, thousand] = [error(10), error(100), error(1000)];
  expect(ten / hundred).toBeGreaterThan(7);
  expect(ten / hundred).toBeLessThan(12);
  expect(hundred / thousand).toBeCloseTo(10, 0);
});

test("a growing multiplier removes that bias", () => {
  const options = { innerSteps: 20, innerStepSize: 0.2, stepSize: 0.1, multiplier: 2 };
  const { x, multiplier } = advance(f2sa({ ...options, growth: 1 }).on(levels), 2000);
  expect(multiplier).toBe(2002);
  expect(gap(x, solution)).toBeLessThan(2e-3);
});

test("with a growing multiplier the error falls like 1/λ", () => {
  const options = { innerSteps: 20, innerStepSize: 0.2, stepSize: 0.1, multiplier: 2, growth: 1 };
  const error = (steps: number) => gap(advance(f2sa(options).on(levels), steps).x, solution);
  const ratio = error(1000) / error(2000);
  expect(ratio).toBeGreaterThan(1.9);
  expect(ratio).toBeLessThan(2.2);
});

test("F²SA works from minibatches of gradients", () => {
  const problem = rowsProblem({ size: 10 });
  const streams = [minibatch(problem.batch, problem.count)];
  const options = { streams, innerSteps: 10, innerStepSize: 0.2, stepSize: 0.05, multiplier: 20 };
  const { x } = advance(f2sa(options).on(problem.levels), 800);
  expect(Math.abs(x[0]! - problem.solution)).toBeLessThan(0.25);
});

test("BOME settles at a distance from the solution, and from the inner minimum, in proportion to its step", () => {
  const run = (stepSize: number, steps: number) => {
    const { x, y } = advance(
      bome({ innerSteps: 50, innerStepSize: 0.2, stepSize }).on(levels),
      steps,
    );
    return { error: gap(x, solution), infeasible: gap(y, response(x)) };
  };
  const [coarse, fine] = [run(0.05, 2000), run(0.005, 20_000)];
  expect(fine.error).toBeLessThan(0.05);
  expect(fine.error).toBeLessThan(coarse.error);
  expect(fine.infeasible).toBeLessThan(coarse.infeasible);
  expect(coarse.error / fine.error).toBeCloseTo(10, 0);
  expect(coarse.infeasible / fine.infeasible).toBeGreaterThan(8);
});
