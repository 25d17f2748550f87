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
