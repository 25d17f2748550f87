import { expect, test } from "vitest";
import { advance } from "../../src/algorithm/method.ts";
import {
  box,
  cappedL1,
  l0,
  l1,
  mcp,
  nuclearNorm,
  type Prox,
  simplexOf,
} from "../../src/algorithm/prox.ts";
import { proximalBio } from "../../src/algorithm/proximalBio.ts";
import { gap, quadraticBilevel } from "./problem.ts";

const all: [string, Prox][] = [
  ["l1", l1(0.2)],
  ["l0", l0(0.02)],
  ["capped l1", cappedL1(0.2, 0.3)],
  ["MCP", mcp(0.2, 2)],
  ["nuclear norm", nuclearNorm(0.2, [2, 2])],
  ["box", box(-0.1, 0.3)],
  ["simplex", simplexOf()],
];
const problem = quadraticBilevel({ p: 4, d: 6, seed: 21 });
const { levels, response, t, gradient } = problem;
const Phi = (x: Float64Array) => {
  const y = response(x);
  const fit = y.reduce((sum, entry, i) => sum + (entry - t[i]!) ** 2, 0);
  return 0.5 * (fit + 0.1 * x.reduce((sum, entry) => sum + entry * entry, 0));
};
const options = { innerSmoothness: 4, innerConvexity: 1, innerSteps: 30, adjointSteps: 30 };
const stepSize = 0.3;

test.each(all)(
  "with %s the limit is a fixed point of the exact proximal step, and Φ + h falls",
  (_, prox) => {
    const method = proximalBio({ ...options, prox, stepSize }).on(levels);
    let state = method.step(method.init());
    let last = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 400; i++) {
      const now = Phi(state.x) + prox.value(state.x);
      expect(now).toBeLessThan(last + 1e-9);
      last = now;
      state = method.step(state);
    }
    const forward = gradient(state.x).map((entry, i) => state.x[i]! - stepSize * entry);
    expect(gap(prox.map(forward, stepSize), state.x)).toBeLessThan(1e-7);
    expect(state.gradientNorm).toBeLessThan(1e-6);
  },
);

test.each(all)(
  "with %s each step lowers Φ + h by its square, so that the least falls like 1/K",
  (_, prox) => {
    // Φ + h falls by at least (1/(2β) − L/2)|x⁺ − x|²; for L the Frobenius norm of Φ's Hessian is enough.
    const { HC, d, p } = problem;
    let trace = 0.1 * p;
    for (let i = 0; i < d * p; i++) trace += HC[i]! ** 2;
    const beta = 0.5 / trace;
    const method = proximalBio({ ...options, prox, stepSize: beta }).on(levels);
    let state = method.step(method.init());
    const first = Phi(state.x) + prox.value(state.x);
    let least = Number.POSITIVE_INFINITY;
    for (let k = 1; k <= 200; k++) {
      const before = state.x;
      state = method.step(state);
      const fall = Phi(before) + prox.value(before) - Phi(state.x) - prox.value(state.x);
      const moved = state.x.reduce((sum, entry, i) => sum + (entry - before[i]!) ** 2, 0);
      expect(fall).toBeGreaterThanOrEqual((1 / (2 * beta) - trace / 2) * moved - 1e-9);
      least = Math.min(least, state.gradientNorm ** 2);
      expect(least).toBeLessThanOrEqual((4 * first) / (beta * k) + 1e-9);
    }
  },
);

test("l1 gives exact zeros, and the same solution as proximal steps on the closed-form gradient", () => {
  const prox = l1(0.4);
  const found = advance(proximalBio({ ...options, prox, stepSize }).on(levels), 600).x;
  let x = new Float64Array(4) as Float64Array;
  for (let i = 0; i < 5000; i++) {
    const slope = gradient(x);
    x = prox.map(
      x.map((entry, j) => entry - stepSize * slope[j]!),
      stepSize,
    );
  }
  expect(gap(found, x)).toBeLessThan(1e-9);
  expect(Array.from(found).filter((entry) => entry === 0).length).toBeGreaterThan(0);
});
