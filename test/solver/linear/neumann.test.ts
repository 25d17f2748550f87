import { expect, test } from "vitest";
import { neumann } from "../../../src/solver/linear/neumann.ts";
import { geometric, product, residualNorm, rhs, withEigenvalues } from "./systems.ts";

test("converges to A⁻¹b, not to A⁻¹b/η − b: the factor η and the zeroth term are there (pitfall 4)", () => {
  const stepSize = 0.5;
  const solver = neumann({ stepSize, terms: 200 });
  const { x } = solver.solve((v, into) => into.set(v.map((entry) => 2.5 * entry)), rhs(4));
  for (const [i, entry] of rhs(4).entries()) {
    expect(x[i]).toBeCloseTo(entry / 2.5, 12);
    expect(x[i]).not.toBeCloseTo(entry / 2.5 / stepSize - entry, 1);
  }
});

test("one term is η·b", () => {
  const { x, iterations } = neumann({ stepSize: 0.1, terms: 1 }).solve(
    product(withEigenvalues([1, 3])),
    Float64Array.of(2, -4),
  );
  expect(x[0]).toBeCloseTo(0.2, 15);
  expect(x[1]).toBeCloseTo(-0.4, 15);
  expect(iterations).toBe(1);
});

test("the error after k terms is (1 − ηλ)ᵏ/λ for each eigenvalue λ", () => {
  for (const terms of [1, 2, 3, 7, 20]) {
    const { x } = neumann({ stepSize: 0.3, terms }).solve(
      (v, into) => into.set(v.map((entry, i) => (i + 1) * entry)),
      Float64Array.of(1, 1, 1, 1),
    );
    for (const [i, entry] of x.entries()) {
      const lambda = i + 1;
      expect(entry).toBeCloseTo((1 - (1 - 0.3 * lambda) ** terms) / lambda, 13);
    }
  }
});

test("reports the residual of what it returns and counts its products", () => {
  const counter = { calls: 0 };
  const matrix = withEigenvalues(geometric(9, 10));
  const b = rhs(9);
  const result = neumann({ stepSize: 0.15, terms: 12 }).solve(product(matrix, counter), b);
  expect(result.residualNorm).toBeCloseTo(residualNorm(matrix, result.x, b), 13);
  expect(result.products).toBe(counter.calls);
  expect(result.status).toBe("max-iterations");
});

test("stops early at a tolerance and says converged", () => {
  const matrix = withEigenvalues(geometric(9, 10));
  const solver = neumann({ stepSize: 0.15, terms: 10_000, tolerance: 1e-8 });
  const result = solver.solve(product(matrix), rhs(9));
  expect(result.status).toBe("converged");
  expect(result.iterations).toBeLessThan(200);
});

test("a step size above 2/L is a stalled result with a grown residual, never a NaN", () => {
  const result = neumann({ stepSize: 3, terms: 5000 }).solve(
    product(withEigenvalues([1, 2])),
    rhs(2),
  );
  expect(result.status).toBe("stalled");
  expect(result.residualNorm).toBeGreaterThan(1);
});

test("a guess adds the series of its residual", () => {
  const matrix = withEigenvalues(geometric(5, 4));
  const solution = rhs(5);
  const b = new Float64Array(5);
  product(matrix)(solution, b);
  const { x } = neumann({ stepSize: 0.2, terms: 1 }).solve(product(matrix), b, { x0: solution });
  for (const [i, entry] of solution.entries()) expect(x[i]).toBeCloseTo(entry, 13);
});

test("a right-hand side of 1e-300 is solved like one of size 1 (pitfall 15)", () => {
  const matrix = withEigenvalues(geometric(5, 4));
  const solver = neumann({ stepSize: 0.2, terms: 30 });
  const plain = solver.solve(product(matrix), rhs(5));
  const tiny = solver.solve(
    product(matrix),
    rhs(5).map((entry) => entry * 1e-300),
  );
  for (const [i, entry] of plain.x.entries()) expect(tiny.x[i]! * 1e300).toBeCloseTo(entry, 12);
});

test.each([
  ["stepSize", { stepSize: 0, terms: 3 }],
  ["terms", { stepSize: 1, terms: 0 }],
  ["tolerance", { stepSize: 1, terms: 2, tolerance: -1 }],
])("refuses %s in %o", (option, options) => {
  expect(() => neumann(options)).toThrow(
    expect.objectContaining({ code: "ERR_OPTION", facts: expect.objectContaining({ option }) }),
  );
});
