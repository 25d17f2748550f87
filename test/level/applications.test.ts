import { evaluate, grad, hypergradient, variable } from "echelon";
import { describe, expect, test } from "vitest";
import { metaLearning } from "../problem/metaLearning.ts";
import { networkUtility, networkUtilityAnswer } from "../problem/networkUtility.ts";
import { relativeError } from "../problem/relativeError.ts";
import { variationalQuantum } from "../problem/variationalQuantum.ts";
import { randomVector } from "../reference/random.ts";

// maths.md T12, T13 and T14.

describe("the expectation of a variational quantum state", () => {
  test("moves with the field by .476139517953067 at γ = 1, δ = .1, a = .7", () => {
    const { a, levels } = variationalQuantum();
    const found = hypergradient(levels).gradient(a);
    expect(relativeError(found, 0.476139517953067)).toBeLessThan(1e-14);
  });

  test.each([-3, -0.5, 0, 0.2, 2, 30])("follows γ²/(γ² + (δ + a)²)^{3/2} at a = %d", (at) => {
    const { a, levels, slope } = variationalQuantum();
    const found = hypergradient(levels, { at: { a: at } }).gradient(a);
    expect(relativeError(found, slope(at))).toBeLessThan(1e-11);
  });
});

describe("a link shared in proportion to weights", () => {
  test("has the utility and gradient of the closed form", () => {
    const { theta, rates, levels } = networkUtility();
    const h = hypergradient(levels);
    expect(relativeError(h.value, networkUtilityAnswer.value)).toBeLessThan(1e-14);
    // Published with 12 digits.
    const found = h.gradient(theta);
    expect(relativeError(found, networkUtilityAnswer.gradient)).toBeLessThan(2e-12);
    expect(relativeError(h.response(rates), [10 / 6, 20 / 6])).toBeLessThan(1e-14);
  });

  test("gives x_r = θ_r c/Σθ for another capacity without compiling again", () => {
    const { rates, levels } = networkUtility();
    const at = { capacity: 4, theta: [3, 1, 4], rates: [1, 1] };
    expect(relativeError(hypergradient(levels, { at }).response(rates), [1.5, 0.5])).toBeLessThan(
      1e-13,
    );
    // Scaling all weights changes nothing: the gradient is orthogonal to θ.
    const { theta, levels: again } = networkUtility();
    const g = hypergradient(again).gradient(theta) as Float64Array;
    expect(Math.abs(g[0]! + 2 * g[1]! + 3 * g[2]!)).toBeLessThan(1e-14);
  });
});

describe("multi-step meta-learning on quadratics, unrolled as an expression", () => {
  test.each([1, 2, 5, 10])("%i steps: ∇L = mean PᵢAᵢPᵢ(w − cᵢ)", (steps) => {
    const { d, problems, loss, gradient } = metaLearning();
    const w = variable("w", new Float64Array(d));
    const adapted = problems.map((problem) => {
      const own = variable("own", new Float64Array(d));
      const step = own.sub(grad(loss(own, problem), own).mul(0.1));
      let at = w;
      for (let t = 0; t < steps; t++) at = step.substitute(own, at);
      return loss(at, problem);
    });
    const total = adapted.reduce((sum, term) => sum.add(term)).div(problems.length);
    const at = randomVector(d, steps);
    const found = evaluate(grad(total, w), { w: at });
    expect(relativeError(found, gradient(at, 0.1, steps))).toBeLessThan(1e-14);
  });
});
