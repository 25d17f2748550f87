// How much should a ridge regression be penalised? Two levels: the inner one fits the weights for a given penalty, the
// outer one chooses the penalty that fits fresh rows best. The gradient of the outer level runs through the fit.
import assert from "node:assert/strict";
import { exp, minimize, parameter, solveSync, variable } from "echelon";

const rows = (count: number, entry: (i: number, j: number) => number) =>
  Array.from({ length: count }, (_, i) => Array.from({ length: 6 }, (_, j) => entry(i, j)));
const product = (matrix: number[][], weights: number[]) =>
  matrix.map((row) => row.reduce((sum, x, j) => sum + x * weights[j]!, 0));

// Ten rows to train on and twelve to judge by, with noise that is a formula, so that the result can be checked.
const truth = [1, -2, 0.5, 0, 0, 0];
const trainRows = rows(10, (i, j) => Math.sin((i + 1) * (j + 1) + (i + 1) / 2));
const freshRows = rows(12, (i, j) => Math.cos((i + 1) * (j + 2) + (i + 1) / 3));
const trainTargets = product(trainRows, truth).map((y, i) => y + 1.5 * Math.cos(1.7 * (i + 1)));
const freshTargets = product(freshRows, truth).map((y, i) => y + 0.5 * Math.sin(2.3 * (i + 1)));

const lambda = variable("lambda", 0);
const w = variable("w", new Float64Array(6));
const X = parameter("X", trainRows);
const V = parameter("V", freshRows);

const fit = X.matmul(w).sub(trainTargets).square().sum().mul(0.5);
const penalty = exp(lambda).mul(w.square().sum()).mul(5);
const judged = V.matmul(w).sub(freshTargets).square().mean().mul(0.5);

const solution = solveSync([
  minimize(lambda, judged, { name: "choose" }),
  minimize(w, fit.add(penalty), { name: "fit" }),
]);

console.log(
  `${solution.status}: log-penalty ${solution.value(lambda)}, loss ${solution.objective}`,
);
console.log("weights", solution.value(w));

assert.equal(solution.status, "converged");
assert.ok(Math.abs((solution.value(lambda) as number) - -3.634890624337363) < 1e-8);
assert.ok(Math.abs(solution.objective - 0.3241894987039429) < 1e-12);
