import { expect, test } from "vitest";
import { advance } from "../../src/algorithm/method.ts";
import { pzobo, pzoboS } from "../../src/algorithm/pzobo.ts";
import { minibatch } from "../../src/algorithm/stream.ts";
import { minimize, sin, variable } from "../../src/index.ts";
import { gap, quadraticBilevel } from "./problem.ts";
import { rowsProblem } from "./rowsProblem.ts";

const { levels, gradient, solution } = quadraticBilevel();
const inner = { innerSteps: 60, innerStepSize: 0.25 };

function error(samples: number, seed: number): number {
  const method = pzobo({ ...inner, samples, stepSize: 1, seed }).on(levels);
  const start = method.init();
  const next = method.step(start);
  const found = start.x.map((entry, i) => entry - next.x[i]!);
  const exact = gradient(start.x);
  return found.reduce((sum, entry, i) => sum + (entry - exact[i]!) ** 2, 0);
}

test("PZOBO's estimate is unbiased up to the inner error: its variance falls like 1/Q", () => {
  const mean = (samples: number) => {
    let sum = 0;
    for (let seed = 0; seed < 60; seed++) sum += error(samples, seed) / 60;
    return sum;
  };
  const ratio = mean(4) / mean(64);
  expect(ratio).toBeGreaterThan(8);
  expect(ratio).toBeLessThan(32);
});

test.each([2, 6])("with %i outer variables its variance is (d + 1)|∇|²/Q", (p) => {
  const problem = quadraticBilevel({ p, d: 4, rho: 0 });
  const { x } = problem;
  const exact = problem.gradient(x.attributes.initial!);
  const length = exact.reduce((sum, entry) => sum + entry * entry, 0);
  let mean = 0;
  for (let seed = 0; seed < 600; seed++) {
    const method = pzobo({ ...inner, stepSize: 1, seed }).on(problem.levels);
    const start = method.init();
    const next = method.step(start);
    exact.forEach((entry, i) => {
      mean += (start.x[i]! - next.x[i]! - entry) ** 2 / 600;
    });
  }
  expect(mean / length / (p + 1)).toBeGreaterThan(0.75);
  expect(mean / length / (p + 1)).toBeLessThan(1.25);
});

test("where the response bends, the error of a difference is of first order in the radius", () => {
  const [x, y] = [variable("x", 0.7), variable("y", 0)];
  const bent = [minimize(x, y.sub(1).square()), minimize(y, y.sub(sin(x)).square().mul(0.5))];
  const step = (radius: number) =>
    advance(pzobo({ innerSteps: 1, innerStepSize: 1, stepSize: 1, radius }).on(bent), 1).x[0]!;
  const finest = step(1e-6);
  expect((step(1e-2) - finest) / (step(1e-3) - finest)).toBeCloseTo(10, 0);
});

test("with Q = 1 and a constant step it plateaus, with decaying steps it goes on", () => {
  const mean = (stepSize: number | ((k: number) => number)) => {
    const method = pzobo({ ...inner, stepSize }).on(levels);
    let state = advance(method, 2000);
    let sum = 0;
    for (let i = 0; i < 200; i++) {
      state = method.step(state);
      sum += gap(state.x, solution) / 200;
    }
    return sum;
  };
  // f keeps a gradient at the solution, so the noise does not vanish there.
  const [constant, decaying] = [mean(0.1), mean((k) => 0.3 / (1 + 0.03 * k))];
  expect(decaying).toBeLessThan(0.4 * constant);
});

test("PZOBO-S feels the response through SGD because both runs see the same minibatches", () => {
  const { levels, batch, count, solution } = rowsProblem({ size: 8 });
  const streams = [minibatch(batch, count)];
  const stepSize = (k: number) => 0.3 / (1 + 0.02 * k);
  const options = {
    streams,
    innerSteps: 20,
    innerStepSize: 0.3,
    radius: 1e-3,
    samples: 4,
    stepSize,
  };
  const method = pzoboS(options).on(levels);
  expect(Math.abs(advance(method, 600).x[0]! - solution)).toBeLessThan(0.1);
  // Noise over μ would be of the order of 1e3 times this.
  let state = method.init();
  let largest = 0;
  for (let i = 0; i < 50; i++) {
    state = method.step(state);
    largest = Math.max(largest, state.gradientNorm);
  }
  expect(largest).toBeLessThan(20);
});
