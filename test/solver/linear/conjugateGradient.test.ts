import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conjugateGradient } from "../../../src/solver/linear/conjugateGradient.ts";
import { diagonalPreconditioner } from "../../../src/solver/linear/diagonalPreconditioner.ts";
import { geometric, product, residualNorm, rhs, withEigenvalues } from "./systems.ts";

describe("what other libraries get wrong", () => {
  test("a system that converges in one step gives the whole solution, not the iterate before (pitfall 1)", () => {
    const { x, iterations, status } = conjugateGradient().solve(
      (v, into) => into.set(v.map((entry) => 4 * entry)),
      Float64Array.of(8, -4, 2),
    );
    expect(x).toEqual(Float64Array.of(2, -1, 0.5));
    expect(iterations).toBe(1);
    expect(status).toBe("converged");
  });

  test("n steps solve an n × n system: the direction is built from the new residual (pitfall 2)", () => {
    for (const size of [2, 3, 5, 8]) {
      const matrix = withEigenvalues(geometric(size, 20));
      const b = rhs(size);
      const solver = conjugateGradient({ maxIterations: size, tolerance: 0 });
      const { x } = solver.solve(product(matrix), b);
      expect(residualNorm(matrix, x, b)).toBeLessThan(1e-11);
    }
  });

  test("fewer distinct eigenvalues than variables take as many steps as there are distinct ones (pitfall 2)", () => {
    const matrix = withEigenvalues([1, 1, 1, 5, 5, 9, 9, 9]);
    const result = conjugateGradient().solve(product(matrix), rhs(8));
    expect(result).toMatchObject({ status: "converged", iterations: 3 });
  });

  test("scaling the matrix scales the solution and changes nothing else (pitfall 3)", () => {
    const b = rhs(10);
    const matrix = withEigenvalues(geometric(10, 50));
    const plain = conjugateGradient().solve(product(matrix), b);
    for (const scale of [2 ** -20, 0.5, 4, 2 ** 30]) {
      const multiply = product({ ...matrix, entries: matrix.entries.map((a) => a * scale) });
      const scaled = conjugateGradient().solve(multiply, b);
      expect(scaled.x.map((entry) => entry * scale)).toEqual(plain.x);
      expect(scaled.iterations).toBe(plain.iterations);
    }
  });

  test("stopping at the iteration limit is a word and a residual, not a silent answer (pitfall 13)", () => {
    const matrix = withEigenvalues(geometric(40, 1e6));
    const b = rhs(40);
    const result = conjugateGradient({ maxIterations: 5 }).solve(product(matrix), b);
    expect(result.status).toBe("max-iterations");
    expect(result.iterations).toBe(5);
    expect(result.residualNorm).toBeCloseTo(residualNorm(matrix, result.x, b), 10);
    expect(result.residualNorm).toBeGreaterThan(1e-3);
  });

  test("the preconditioner acts in every solve with the same matrix, adjoint or not (pitfall 14)", () => {
    const size = 60;
    const scales = Float64Array.from({ length: size }, (_, i) => 10 ** (i / 10));
    const core = withEigenvalues(geometric(size, 4));
    const entries = core.entries.map(
      (a, at) => a * scales[Math.trunc(at / size)]! * scales[at % size]!,
    );
    const matrix = { size, entries };
    const diagonal = scales.map((_, i) => entries[i * (size + 1)]!);
    const solver = conjugateGradient({ preconditioner: diagonalPreconditioner(diagonal) });
    const forward = solver.solve(product(matrix), rhs(size));
    const adjoint = solver.solve(product(matrix), rhs(size).toReversed());
    const without = conjugateGradient({ maxIterations: 60 }).solve(product(matrix), rhs(size));
    expect([forward.status, adjoint.status]).toEqual(["converged", "converged"]);
    expect(without.status).toBe("max-iterations");
    expect(Math.abs(forward.iterations - adjoint.iterations)).toBeLessThanOrEqual(3);
    expect(adjoint.iterations).toBeLessThan(40);
  });
});

describe("what other libraries get wrong with right-hand sides", () => {
  test.each([1e-300, 1e-160, 1e150, 1e300])(
    "a right-hand side of size %d is solved like one of size 1 (pitfall 15)",
    (size) => {
      const matrix = withEigenvalues(geometric(6, 10));
      const b = rhs(6);
      const preconditioner = diagonalPreconditioner(b.map((_, i) => matrix.entries[i * 7]!));
      const solver = conjugateGradient({ preconditioner });
      const plain = solver.solve(product(matrix), b);
      const { x, status } = solver.solve(
        product(matrix),
        b.map((entry) => entry * size),
      );
      expect(status).toBe("converged");
      for (const [i, entry] of plain.x.entries()) expect(x[i]! / size).toBeCloseTo(entry, 12);
    },
  );
});

test("a zero right-hand side has the solution zero, without a product, whatever the guess", () => {
  const counter = { calls: 0 };
  const multiply = product(withEigenvalues([1, 2]), counter);
  const result = conjugateGradient().solve(multiply, new Float64Array(2), { x0: rhs(2) });
  expect(result).toMatchObject({ x: new Float64Array(2), residualNorm: 0, status: "converged" });
  expect(counter.calls).toBe(0);
});

test("the solution as a guess costs one product, a guess near it fewer than none", () => {
  const matrix = withEigenvalues(geometric(30, 1000));
  const solution = rhs(30);
  const b = new Float64Array(30);
  product(matrix)(solution, b);
  const counter = { calls: 0 };
  const multiply = product(matrix, counter);
  const exact = conjugateGradient().solve(multiply, b, { x0: solution });
  expect(exact).toMatchObject({ x: solution, iterations: 0, products: 1, status: "converged" });
  expect(counter.calls).toBe(1);
  const near = solution.map((entry, i) => entry + 1e-6 * Math.sin(i));
  const solver = conjugateGradient({ tolerance: 1e-9 });
  const cold = solver.solve(multiply, b);
  const warm = solver.solve(multiply, b, { x0: near });
  expect(warm.iterations).toBeLessThan(cold.iterations);
});

test("counts every product, the ones for the residual included", () => {
  const counter = { calls: 0 };
  const matrix = withEigenvalues(geometric(30, 1e5));
  const { products } = conjugateGradient().solve(product(matrix, counter), rhs(30));
  expect(products).toBe(counter.calls);
});

test("says that it met negative curvature", () => {
  const matrix = withEigenvalues([3, 1, -0.5, 2]);
  const result = conjugateGradient().solve(product(matrix), rhs(4));
  expect(result.status).toBe("stalled");
  expect(result.negativeCurvature).toBe(true);
});

test("a singular inconsistent system stalls with its residual, and is not called indefinite", () => {
  const matrix = withEigenvalues([1, 0, 2]);
  const result = conjugateGradient().solve(product(matrix), rhs(3));
  expect(result.status).toBe("stalled");
  expect(result.residualNorm).toBeGreaterThan(0.01);
});

test("works for one variable", () => {
  const { x } = conjugateGradient().solve((v, into) => into.set([8 * v[0]!]), Float64Array.of(2));
  expect(x).toEqual(Float64Array.of(0.25));
});

test("the residual after k steps is below Chebyshev's bound 2·√κ·((√κ−1)/(√κ+1))ᵏ", () => {
  const condition = 400;
  const rate = (Math.sqrt(condition) - 1) / (Math.sqrt(condition) + 1);
  const matrix = withEigenvalues(geometric(120, condition));
  const b = rhs(120);
  for (const steps of [10, 20, 40, 80]) {
    const solver = conjugateGradient({ tolerance: 0, maxIterations: steps });
    const { residualNorm: rest } = solver.solve(product(matrix), b);
    expect(rest / Math.hypot(...b)).toBeLessThan(2 * Math.sqrt(condition) * rate ** steps);
  }
});

test("the residual it reports is the residual of what it returns, for any positive definite system", () => {
  const eigenvalues = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(eigenvalues, fc.double({ min: -5, max: 5, noNaN: true }), (values, shift) => {
      const matrix = withEigenvalues(values);
      const b = rhs(values.length);
      const x0 = b.map((entry) => shift * entry);
      const result = conjugateGradient().solve(product(matrix), b, { x0 });
      expect(result.status).toBe("converged");
      expect(result.residualNorm).toBeLessThanOrEqual(1e-12 * Math.hypot(...b));
      const measured = residualNorm(matrix, result.x, b);
      expect(Math.abs(measured - result.residualNorm)).toBeLessThan(1e-11);
    }),
    { seed: 7, numRuns: 200 },
  );
});

test.each([
  ["tolerance", { tolerance: -1 }],
  ["tolerance", { tolerance: Number.NaN }],
  ["maxIterations", { maxIterations: 1.5 }],
])("refuses %s in %o", (option, options) => {
  expect(() => conjugateGradient(options)).toThrow(
    expect.objectContaining({ code: "ERR_OPTION", facts: expect.objectContaining({ option }) }),
  );
});
