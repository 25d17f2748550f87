import { expect, test } from "vitest";
import { momentum } from "../../src/solver/momentum.ts";
import { run } from "../../src/solver/run.ts";
import type { Solver } from "../../src/solver/solver.ts";
import { quadratic } from "../contract/solverProblems.ts";

const parabola = (solver: Solver) => {
  const seen: number[] = [];
  run(
    solver,
    Float64Array.of(1),
    {},
    ({ x }) => ({ value: x[0]! ** 2, gradient: Float64Array.of(2 * x[0]!) }),
    ({ x }) => {
      seen.push(x[0]!);
      return false;
    },
  );
  return seen;
};

test("heavy ball: x⁺ = x − s∇f + m(x − x⁻)", () => {
  const seen = parabola(momentum({ stepSize: 0.25, momentum: 0.5, steps: 3 }));
  expect(seen).toEqual([1, 0.5, 0, -0.25]);
});

test("Nesterov: z⁺ = x − s∇f(x), x⁺ = z⁺ + m(z⁺ − z)", () => {
  const seen = parabola(momentum({ stepSize: 0.25, momentum: 0.5, nesterov: true, steps: 3 }));
  // z: 1, 0.5, 0.125, −0.03125
  expect(seen).toEqual([1, 0.25, -0.0625, -0.109375]);
});

test("without momentum both are gradient descent", () => {
  for (const nesterov of [false, true]) {
    const seen = parabola(momentum({ stepSize: 0.25, momentum: 0, nesterov, steps: 3 }));
    expect(seen).toEqual([1, 0.5, 0.25, 0.125]);
  }
});

test.each([false, true])(
  "√κ in place of κ: κ = 1000 to 1e-8 within 20·√κ gradients (nesterov: %s)",
  (nesterov) => {
    const condition = 1000;
    const root = Math.sqrt(condition);
    const ratio = (root - 1) / (root + 1);
    const problem = quadratic(10, condition);
    const stepSize = nesterov ? 1 / condition : 4 / (root + 1) ** 2;
    const solver = momentum({ stepSize, momentum: nesterov ? ratio : ratio ** 2, nesterov });
    const outcome = run(solver, problem.start, { tolerance: 1e-8 }, problem.evaluate);
    expect(outcome.status).toBe("converged");
    expect(outcome.iterations).toBeLessThan((nesterov ? 30 : 20) * root);
  },
);

test.each([
  ["stepSize", { stepSize: -1 }],
  ["momentum", { stepSize: 1, momentum: 1 }],
  ["steps", { stepSize: 1, steps: 0.5 }],
])("refuses %s in %o", (option, options) => {
  expect(() => momentum(options)).toThrow(
    expect.objectContaining({ code: "ERR_OPTION", facts: expect.objectContaining({ option }) }),
  );
});
