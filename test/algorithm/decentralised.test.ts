import { expect, test } from "vitest";
import { decentralised, ringMixing } from "../../src/algorithm/decentralised.ts";
import { advance } from "../../src/algorithm/method.ts";
import { solveDense } from "../reference/solveDense.ts";
import { gap, quadraticBilevel } from "./problem.ts";

const agents = [1, 2, 3, 4, 5].map((seed) => quadraticBilevel({ p: 2, d: 3, seed }));
const [p, d] = [2, 3];
const sum = (pick: (agent: (typeof agents)[number]) => Float64Array) =>
  agents.map(pick).reduce((all, one) => all.map((entry, i) => entry + one[i]!));

/** min Σ f_i(x, y*(x)), y* = (ΣH_i)⁻¹ ΣC_i x: normal equations of the sums. */
function centralised(): Float64Array {
  const [H, C, t] = [sum(({ H }) => H), sum(({ C }) => C), sum(({ t }) => t)];
  const M = solveDense(d, H, C).solution;
  const normal = new Float64Array(p * p);
  const right = new Float64Array(p);
  for (let i = 0; i < p; i++)
    for (let k = 0; k < d; k++) {
      right[i]! += M[k * p + i]! * t[k]!;
      for (let j = 0; j < p; j++) normal[i * p + j]! += 5 * M[k * p + i]! * M[k * p + j]!;
    }
  for (let i = 0; i < p; i++) normal[i * p + i]! += 5 * 0.1;
  return solveDense(p, normal, right).solution;
}

const options = { mixing: ringMixing(5), stepSize: 0.05, innerStepSize: 0.05 };
const method = decentralised(
  agents.map(({ levels }) => levels),
  options,
);

test("five different agents on a ring reach the centralised solution to 1e-13, all of them", () => {
  const { x, points } = advance(method, 12_000);
  const solution = centralised();
  expect(gap(x, solution)).toBeLessThan(1e-13);
  for (let i = 0; i < 5; i++)
    expect(gap(points.slice(i * 8, i * 8 + 2), solution)).toBeLessThan(1e-12);
});

test("gradient tracking makes constant steps linear: the error falls by the same factor again", () => {
  const error = (steps: number) => gap(advance(method, steps).points.slice(0, 2), centralised());
  const [a, b, c] = [error(500), error(1000), error(1500)];
  expect(b / a).toBeLessThan(0.5);
  expect(Math.log(c / b) / Math.log(b / a)).toBeCloseTo(1, 0);
});

test("the trackers always sum to the directions", () => {
  const { trackers, directions } = advance(method, 37);
  const column = (all: Float64Array) =>
    [0, 1, 2, 3, 4].reduce((total, i) => total + all[i * 8]!, 0);
  expect(column(trackers)).toBeCloseTo(column(directions), 12);
});

test("mixing must be symmetric with rows that sum to 1, of the agents' number", () => {
  const levels = agents.map((agent) => agent.levels);
  for (const mixing of [ringMixing(4), [[1]], ringMixing(5).map((row) => row.map((w) => 2 * w))])
    expect(() => decentralised(levels, { ...options, mixing })).toThrow(/symmetric 5 × 5 matrix/);
});
