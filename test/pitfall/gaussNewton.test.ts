import { aid, argmin, evaluate, grad, hypergradient, implicit, minimize, variable } from "echelon";
import { expect, test } from "vitest";
import { relativeError } from "../problem/relativeError.ts";

// Row 12: Theseus calls "implicit" a derivative with the Gauss–Newton step in place of the full Hessian.

// ½(w² − x)² + ½(w − 3)²: residuals that do not vanish. 2w(w² − x) + w − 3 = 0 at x = 1:
const w1 = 1.289623901485061;
const full = (2 * w1) / (6 * w1 ** 2 - 2 + 1);
const gaussNewton = (2 * w1) / (4 * w1 ** 2 + 1);
const problem = () => {
  const [x, w] = [variable("x", 1), variable("w", 1)];
  const f = w.square().sub(x).square().add(w.sub(3).square()).mul(0.5);
  return { x, w, f };
};

test("the response to a least-squares fit with residuals has the full Hessian in it", () => {
  expect(Math.abs(2 * w1 * (w1 ** 2 - 1) + w1 - 3)).toBeLessThan(1e-14);
  const { x, w, f } = problem();
  const levels = [minimize(x, w), minimize(w, f)];
  for (const method of [implicit(), aid()]) {
    const h = hypergradient(levels, { method });
    expect(relativeError(h.response(w), w1)).toBeLessThan(1e-14);
    expect(relativeError(h.gradient(x), full)).toBeLessThan(1e-12);
    expect(relativeError(h.jacobian(w, x), full)).toBeLessThan(1e-12);
  }
  expect(relativeError(evaluate(grad(argmin(w, f), x)), full)).toBeLessThan(1e-12);
  expect(relativeError(gaussNewton, full)).toBeGreaterThan(0.1);
});
