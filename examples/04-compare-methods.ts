// The same total gradient by the exact method and by four approximations, with the work each of them did.
import assert from "node:assert/strict";
import {
  aid,
  conjugateGradient,
  finiteDifference,
  hypergradient,
  implicit,
  itd,
  maximize,
  neumann,
  variable,
} from "echelon";

const first = variable("first", 20);
const second = variable("second", 10);
const third = variable("third", 5);
const price = first.add(second).add(third).mul(-2).add(100);
const levels = [first, second, third].map((q) => maximize(q, price.sub(1).mul(q)));

const methods = {
  implicit: implicit(),
  "AID, conjugate gradients": aid({ linearSolver: conjugateGradient() }),
  "AID, Neumann series": aid({ linearSolver: neumann({ stepSize: 0.2, terms: 30 }) }),
  "ITD, 20 steps": itd({ steps: 20, stepSize: 0.05 }),
  "finite differences": finiteDifference(),
};

// The leader's profit with both followers responding is (a − c)/4 · q − b/4 · q²; at q = 20 its slope is 4.75.
const errors = Object.entries(methods).map(([name, method]) => {
  const result = hypergradient(levels, { at: { first: 20 }, method });
  const error = Math.abs((result.gradient(first) as number) - 4.75);
  console.log(name.padEnd(26), error.toExponential(1), JSON.stringify(result.cost));
  return error;
});

assert.ok(errors[0]! < 1e-12);
assert.ok(errors[3]! > 1e-3, "twenty steps are not a minimiser");
