// argmin is an operator: its value is the minimiser of an expression, and it can be differentiated as often as you
// like. Here the response of a level, its slope and its curvature, compiled into one program.
import assert from "node:assert/strict";
import { argmin, compile, grad, hessian, variable } from "echelon";

const p = variable("p", 0.7);
const w = variable("w", 0);

// w*(p) solves w³ + w = p, which has no simple formula; its derivatives do: w′ = 1 / (1 + 3w²), w″ = −6w·w′³.
const response = argmin(w, w.pow(4).div(4).add(w.square().div(2)).sub(p.mul(w)));
const program = compile([p], [response, grad(response, p), hessian(response, p)]);

for (const at of [0.7, 2]) {
  const [value, slope, curvature] = program.run(at) as [number, number, number];
  console.log(`p = ${at}: w* = ${value}, slope ${slope}, curvature ${curvature}`);
  assert.ok(Math.abs(value ** 3 + value - at) < 1e-12);
  assert.ok(Math.abs(slope - 1 / (1 + 3 * value ** 2)) < 1e-12);
  assert.ok(Math.abs(curvature + 6 * value * slope ** 3) < 1e-12);
}
