import {
  aid,
  finiteDifference,
  hypergradient,
  implicit,
  minimize,
  solveSync,
  variable,
} from "echelon";
import { expect, test } from "vitest";
import { relativeError } from "../problem/relativeError.ts";

// Row 5: a scalar or one-element variable gets gradient 0 elsewhere.

const shapes = { scalar: 0.5, "one element": [0.5], "one by one": [[0.5]] };
const methods = { implicit: implicit(), aid: aid(), finiteDifference: finiteDifference() };

for (const [outerShape, outer] of Object.entries(shapes))
  for (const [innerShape, inner] of Object.entries(shapes))
    test.each(Object.entries(methods))(
      `outer ${outerShape}, inner ${innerShape}: %s gives dF/dx = 2(y − 1)·3x²`,
      (_, method) => {
        const x = variable("x", outer);
        const y = variable("y", inner);
        const cube = x.pow(3).sum();
        const levels = [
          minimize(x, y.sub(1).square().sum()),
          minimize(y, y.sub(cube).square().sum().add(y.sub(cube).square().square().sum())),
        ];
        const h = hypergradient(levels, { method });
        const expected = 2 * (0.125 - 1) * 3 * 0.25;
        expect(relativeError(h.gradient(x), expected)).toBeLessThan(1e-9);
        expect(typeof h.gradient(x)).toBe(outerShape === "scalar" ? "number" : "object");
        expect(typeof h.response(y)).toBe(innerShape === "scalar" ? "number" : "object");
        expect(relativeError(h.jacobian(y, x), 0.75)).toBeLessThan(1e-12);
        const solution = solveSync(levels, { method, tolerance: 1e-8 });
        expect(relativeError(solution.value(x), 1)).toBeLessThan(1e-7);
      },
    );
