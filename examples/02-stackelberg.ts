// Three firms sell the same good, one after the other. Each decides how much to bring to the market knowing how all
// later ones will answer. Every level is one line; the answer is known in closed form.
import assert from "node:assert/strict";
import { type Expression, maximize, solveSync, variable } from "echelon";

const costs = [1, 1.1, 1.2];
const quantities = costs.map((_, i) => variable(`firm ${i + 1}`, 10));
const supply = quantities.reduce((sum: Expression, q) => sum.add(q));
const price = supply.mul(-2).add(100);

const levels = quantities.map((q, i) =>
  maximize(q, price.sub(costs[i]!).mul(q), { name: `firm ${i + 1}` }),
);
const solution = solveSync(levels);

const found = quantities.map((q) => solution.value(q) as number);
console.log(`${solution.status}: quantities ${found.join(", ")}`);

// q_i = 2^(n−i) (P − c_i) / b with P = (a + Σ 2^(n−j) c_j) / 2ⁿ
const closedForm = [24.85, 12.325, 6.1125];
found.forEach((quantity, i) => {
  assert.ok(Math.abs(quantity - closedForm[i]!) < 1e-9);
});
