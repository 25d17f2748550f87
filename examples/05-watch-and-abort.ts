// solve() hands control back while it works: watch it, and stop it. The best point so far is kept.
import assert from "node:assert/strict";
import { exp, gradientDescent, minimize, solve, variable } from "echelon";

const x = variable("x", [4, -3]);
const y = variable("y", [0, 0]);
const levels = [
  minimize(x, exp(y.mul(-0.5)).sum().add(x.square().sum().mul(0.1)), {
    solver: gradientDescent({ stepSize: 0.2 }),
  }),
  minimize(y, y.sub(x).square().sum().add(y.pow(4).sum().mul(0.05))),
];

const controller = new AbortController();
const solution = await solve(levels, {
  signal: controller.signal,
  onIteration: ({ iteration, objective }) => {
    if (iteration % 5 === 0) console.log(`iteration ${iteration}: ${objective}`);
    if (iteration === 20) controller.abort();
  },
});

console.log(`${solution.status} at`, solution.value(x));
assert.equal(solution.status, "aborted");
assert.ok(solution.history.length >= 20);
