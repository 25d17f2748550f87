import { describe, expect, test } from "vitest";
import {
  aid,
  gradientDescent,
  hypergradient,
  itd,
  minimize,
  minres,
  momentum,
  neumann,
  type Solver,
  variable,
} from "../../src/index.ts";

/** y* = 2x with the curvature 2·3 below: dF/dx = 2x − 2(y* − 1)·… by hand. */
function problem(solver?: Solver) {
  const [x, y] = [variable("x", 1), variable("y", [0, 0])];
  const levels = [
    minimize(x, y.sub(1).square().sum().add(x.square())),
    minimize(
      y,
      y
        .sub(x.mul([2, -1]))
        .square()
        .mul([3, 1])
        .sum(),
      solver ? { solver } : {},
    ),
  ];
  return { x, levels };
}
/** F(x) = (2x−1)² + (−x−1)² + x² */
const slope = (x: number) => 4 * (2 * x - 1) + 2 * (x + 1) + 2 * x;

describe("methods work without options that have a sensible default", () => {
  test.each([
    ["neumann()", aid({ linearSolver: neumann() })],
    ["neumann({ terms })", aid({ linearSolver: neumann({ terms: 400 }) })],
    ["minres()", aid({ linearSolver: minres() })],
    ["itd({ steps })", itd({ steps: 200 })],
    ["itd forward", itd({ steps: 200, mode: "forward" })],
    ["itd with momentum", itd({ steps: 400, momentum: 0.3 })],
  ])("%s gives the exact gradient to 1e-9", (_, method) => {
    const { x, levels } = problem();
    expect(hypergradient(levels, { method }).gradient(x)).toBeCloseTo(slope(1), 9);
  });

  test("itd unrolls the step of the level's own gradient descent", () => {
    const own = problem(gradientDescent({ stepSize: 0.05, steps: 7 }));
    const given = problem();
    const a = hypergradient(own.levels, { method: itd({ steps: 7 }) });
    const b = hypergradient(given.levels, { method: itd({ steps: 7, stepSize: 0.05 }) });
    expect(a.gradient(own.x)).toBe(b.gradient(given.x));
    expect(a.gradient(own.x)).not.toBeCloseTo(slope(1), 2);
  });

  test("momentum() has a default step", () => {
    const { x, levels } = problem(momentum());
    expect(hypergradient(levels).gradient(x)).toBeCloseTo(slope(1), 9);
  });

  test("a level without curvature gives no default step, and the error says so", () => {
    const [x, y] = [variable("x", 1), variable("y", 0)];
    const levels = [minimize(x, x.square().add(y)), minimize(y, y.mul(x), { name: "linear" })];
    expect(() => hypergradient(levels, { method: itd({ steps: 3 }) })).toThrow(
      expect.objectContaining({ code: "ERR_OPTION", message: expect.stringContaining("linear") }),
    );
  });
});
