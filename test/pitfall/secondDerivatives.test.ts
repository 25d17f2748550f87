import {
  adam,
  argmin,
  compile,
  cosh,
  type Expression,
  evaluate,
  exp,
  grad,
  gradientDescent,
  hessian,
  lbfgs,
  momentum,
  newton,
  type Solver,
  sin,
  variable,
} from "echelon";
import { describe, expect, test } from "vitest";
import { relativeError } from "../problem/relativeError.ts";

// Row 6: second derivatives through an implicit layer are silently wrong or zero elsewhere.

const solvers: Solver[] = [
  newton(),
  lbfgs(),
  gradientDescent(),
  gradientDescent({ stepSize: 0.2 }),
  momentum({ stepSize: 0.1, momentum: 0.5 }),
  adam({ stepSize: 0.05 }),
];

/** y* = φ(x) = sin x + 0.3x² with curvature 1 + 0.5x², through an objective that hides it. */
function layer(x: Expression, solver: Solver): Expression {
  const y = variable("y", 0);
  const gap = y.sub(sin(x).add(x.square().mul(0.3)));
  const f = cosh(gap).add(gap.square().mul(x.square()).mul(0.25));
  return argmin(y, f, { solver, tolerance: 1e-11, maxIterations: 100_000 });
}

const phi = (x: number) => [
  Math.sin(x) + 0.3 * x * x,
  Math.cos(x) + 0.6 * x,
  -Math.sin(x) + 0.6,
  -Math.cos(x),
];

describe.each(solvers.map((solver, i) => ({ name: `${solver.name} ${i}`, solver })))(
  "through an argmin found by $name",
  ({ solver }) => {
    test("value, first, second and third derivative are those of the closed form", () => {
      const x = variable("x", 0.7);
      const y = layer(x, solver);
      const first = grad(y, x);
      const second = grad(first, x);
      const third = grad(second, x);
      const found = compile([x], [y, first, second, third]).run(0.7) as number[];
      phi(0.7).forEach((expected, order) => {
        expect(relativeError(found[order]!, expected)).toBeLessThan(1e-9);
      });
    });

    test("so is the Hessian of a function of it", () => {
      const x = variable("x", -0.4);
      const f = exp(layer(x, solver)).add(x.square());
      const [y, dy, d2y] = phi(-0.4);
      const expected = Math.exp(y!) * (dy! ** 2 + d2y!) + 2;
      expect(relativeError(evaluate(hessian(f, x)) as number, expected)).toBeLessThan(1e-9);
    });
  },
);
