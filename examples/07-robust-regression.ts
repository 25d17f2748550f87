// Three levels: the outer one chooses a penalty on fresh rows, the middle one moves the features of the training rows
// to make the fit worst, the inner one fits. The gradient needs third derivatives of the fit; nothing here says so.
import assert from "node:assert/strict";
import { exp, hypergradient, maximize, minimize, parameter, solveSync, variable } from "echelon";

const wave = (i: number, j: number) => Math.sin(1.3 * (i + 1) * (j + 1)) + Math.cos(0.7 * i + j);
const table = (rows: number, from: number) =>
  Array.from({ length: rows }, (_, i) => [wave(from + i, 0), wave(from + i, 1)]);
// The effect was larger when the training rows were taken: some shrinking is right, and the outer level finds how much.
const targets = (rows: number[][], effect: number) =>
  rows.map(([a = 0, b = 0], i) => effect * (a - 0.5 * b) + 0.3 * Math.sin(5 * i));

const train = table(8, 0);
const fresh = table(12, 20);
const lambda = variable("lambda", -1);
const attack = variable("attack", { data: new Float64Array(16), shape: [8, 2] });
const theta = variable("theta", [0, 0]);

const fit = parameter("X", train).add(attack).matmul(theta).sub(targets(train, 2)).square().mean();
const levels = [
  minimize(lambda, parameter("V", fresh).matmul(theta).sub(targets(fresh, 1)).square().mean()),
  maximize(attack, fit.sub(attack.square().mean().mul(20)), { name: "adversary" }),
  minimize(theta, fit.add(exp(lambda).mul(theta.square().mean())), { name: "fit" }),
];

const solution = solveSync(levels, { tolerance: 1e-9 });
console.log(
  `${solution.status}: log-penalty ${solution.value(lambda)}, loss ${solution.objective}`,
);
for (const { name, curvature, condition } of solution.levels) {
  console.log(`${name}: smallest curvature ${curvature}, condition ${condition}`);
}

assert.equal(solution.status, "converged");

// The exact gradient is the slope of the solved hierarchy.
const at = (value: number) => hypergradient(levels, { at: { lambda: value } });
const slope = (at(-1 + 1e-5).value - at(-1 - 1e-5).value) / 2e-5;
const gradient = at(-1).gradient(lambda) as number;
console.log(`gradient ${gradient}, slope ${slope}`);
assert.ok(Math.abs(gradient - slope) < 1e-7);
