import fc from "fast-check";
import { expect, test } from "vitest";
import { diagonalPreconditioner } from "../../../src/solver/linear/diagonalPreconditioner.ts";
import { minres } from "../../../src/solver/linear/minres.ts";
import { geometric, product, residualNorm, rhs, withEigenvalues } from "./systems.ts";

const signed = (size: number, condition: number) =>
  geometric(size, condition).map((value, i) => (i % 3 === 0 ? -value : value));

test("solves an indefinite n × n system in n steps", () => {
  for (const size of [1, 2, 3, 6]) {
    const matrix = withEigenvalues(signed(size, 20));
    const b = rhs(size);
    const result = minres({ maxIterations: size }).solve(product(matrix), b);
    expect(residualNorm(matrix, result.x, b)).toBeLessThan(1e-11);
    expect(result.status).toBe("converged");
  }
});

test("as many steps as distinct eigenvalues, and the last iterate is the one returned (pitfalls 1 and 2)", () => {
  const result = minres().solve(product(withEigenvalues([2, 2, -1, -1, 2])), rhs(5));
  expect(result).toMatchObject({ status: "converged", iterations: 2 });
});

test("the residual never rises with the number of steps", () => {
  const matrix = withEigenvalues(signed(25, 300));
  const norms = Array.from({ length: 20 }, (_, k) => {
    const solver = minres({ tolerance: 0, maxIterations: k });
    return solver.solve(product(matrix), rhs(25)).residualNorm;
  });
  for (const [k, norm] of norms.entries()) {
    if (k > 0) expect(norm).toBeLessThanOrEqual(norms[k - 1]! * (1 + 1e-12));
  }
});

test("a right-hand side of 1e-300 is solved like one of size 1 (pitfall 15)", () => {
  const matrix = withEigenvalues(signed(7, 30));
  const plain = minres().solve(product(matrix), rhs(7));
  const tiny = minres().solve(
    product(matrix),
    rhs(7).map((entry) => entry * 1e-300),
  );
  expect(tiny.status).toBe("converged");
  for (const [i, entry] of plain.x.entries()) expect(tiny.x[i]! * 1e300).toBeCloseTo(entry, 11);
});

test("says when it met negative curvature, and does not say so for positive definite systems", () => {
  const indefinite = minres().solve(product(withEigenvalues([1, 2, -3, 4])), rhs(4));
  expect(indefinite.negativeCurvature).toBe(true);
  const definite = minres().solve(product(withEigenvalues(geometric(30, 1e4))), rhs(30));
  expect(definite.negativeCurvature).toBeUndefined();
});

test("a singular system is solved when it has a solution, and stalls with its residual when not", () => {
  const matrix = withEigenvalues([1, 0, 2, -1]);
  const b = new Float64Array(4);
  product(matrix)(rhs(4), b);
  expect(minres().solve(product(matrix), b).status).toBe("converged");
  const inconsistent = minres().solve(product(matrix), rhs(4));
  expect(inconsistent.status).toBe("stalled");
  expect(inconsistent.residualNorm).toBeCloseTo(residualNorm(matrix, inconsistent.x, rhs(4)), 12);
});

test("a zero right-hand side has the solution zero whatever the guess", () => {
  const result = minres().solve(product(withEigenvalues([1, -2])), new Float64Array(2), {
    x0: rhs(2),
  });
  expect(result).toMatchObject({ x: new Float64Array(2), residualNorm: 0, status: "converged" });
});

test("solves any well-conditioned symmetric system, counts its products, reports its residual", () => {
  const size = fc.double({ min: 0.1, max: 10, noNaN: true });
  const eigenvalue = fc.tuple(size, fc.boolean()).map(([s, minus]) => (minus ? -s : s));
  fc.assert(
    fc.property(fc.array(eigenvalue, { minLength: 1, maxLength: 12 }), (eigenvalues) => {
      const counter = { calls: 0 };
      const matrix = withEigenvalues(eigenvalues);
      const b = rhs(eigenvalues.length);
      const result = minres({ tolerance: 1e-11 }).solve(product(matrix, counter), b);
      expect(result.status).toBe("converged");
      expect(result.products).toBe(counter.calls);
      expect(residualNorm(matrix, result.x, b)).toBeLessThan(1e-10);
      if (eigenvalues.every((value) => value > 0)) expect(result.negativeCurvature).toBeUndefined();
    }),
    { seed: 11, numRuns: 200 },
  );
});

test.each([
  ["tolerance", { tolerance: -1 }],
  ["maxIterations", { maxIterations: -1 }],
])("refuses %s in %o", (option, options) => {
  expect(() => minres(options)).toThrow(
    expect.objectContaining({ code: "ERR_OPTION", facts: expect.objectContaining({ option }) }),
  );
});

test("a preconditioner |D|⁻¹ takes the scales out of an indefinite system, its own or the start's", () => {
  const size = 300;
  const scale = (i: number) => 10 ** (6 * (((i * 71) % size) / size));
  const multiply = (v: Float64Array, into: Float64Array) => {
    for (let i = 0; i < size; i++) {
      const beside = (v[i - 1] ?? 0) + (v[i + 1] ?? 0);
      into[i] = (i % 3 === 0 ? -3 : 3) * scale(i) * v[i]! + 0.4 * beside;
    }
  };
  const preconditioner = diagonalPreconditioner(
    Float64Array.from({ length: size }, (_, i) => scale(i)),
  );
  const b = rhs(size);
  for (const result of [
    minres({ preconditioner }).solve(multiply, b),
    minres().solve(multiply, b, { preconditioner }),
  ]) {
    expect(result.status).toBe("converged");
    expect(result.iterations).toBeLessThan(60);
    expect(result.negativeCurvature).toBe(true);
    const check = new Float64Array(size);
    multiply(result.x, check);
    const gap = Math.hypot(...check.map((entry, i) => entry - b[i]!));
    expect(gap).toBeLessThan(1e-11 * Math.hypot(...b));
  }
  expect(minres({ maxIterations: 600 }).solve(multiply, b).status).not.toBe("converged");
});

test("a preconditioner that is not positive definite ends as stalled", () => {
  const preconditioner = (v: Float64Array, into: Float64Array) =>
    into.set(v.map((entry) => -entry));
  const result = minres({ preconditioner }).solve(product(withEigenvalues([1, 2])), rhs(2));
  expect(result.status).toBe("stalled");
});
