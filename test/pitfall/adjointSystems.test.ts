import {
  aid,
  conjugateGradient,
  constant,
  hypergradient,
  implicit,
  minimize,
  minres,
  neumann,
  variable,
} from "echelon";
import { describe, expect, test } from "vitest";
import { diagonalPreconditioner } from "../../src/solver/linear/diagonalPreconditioner.ts";
import { relativeError } from "../problem/relativeError.ts";
import { random, randomVector } from "../reference/random.ts";
import { solveDense } from "../reference/solveDense.ts";

/**
 * min f(x) = ½|x|² + cᵀy, y = argmin s·(½yᵀHy − yᵀx): y* = H⁻¹x and ∇F = x + H⁻¹c. `scale` multiplies
 * the inner objective, `size` the outer one.
 */
function quadratic(H: Float64Array, c: Float64Array, { scale = 1, size = 1 } = {}) {
  const d = c.length;
  const x = variable("x", randomVector(d, 3));
  const y = variable("y", new Float64Array(d));
  const matrix = constant({ data: H, shape: [d, d] });
  const levels = [
    minimize(x, x.square().sum().mul(0.5).add(y.dot(c)).mul(size)),
    minimize(y, y.dot(matrix.matmul(y)).mul(0.5).sub(x.dot(y)).mul(scale)),
  ];
  const direct = randomVector(d, 3).map((entry) => size * entry);
  const implied = solveDense(d, H, c).solution.map((entry) => size * entry);
  return { x, levels, direct, implied, exact: direct.map((entry, i) => entry + implied[i]!) };
}

/** AᵀA + I with random A. */
function positive(d: number, seed: number): Float64Array {
  const next = random(seed);
  const A = Array.from({ length: d }, () => Float64Array.from({ length: d }, next));
  return Float64Array.from({ length: d * d }, (_, at) => {
    const [i, j] = [Math.floor(at / d), at % d];
    return A.reduce((sum, row) => sum + row[i]! * row[j]!, i === j ? 1 : 0);
  });
}

const identity = (d: number, by: number) =>
  Float64Array.from({ length: d * d }, (_, at) => (at % (d + 1) === 0 ? by : 0));

describe("row 1: an inner Hessian ∝ I, where conjugate gradients converge in one step", () => {
  test.each([0.01, 1, 50])("curvature %d: the implicit term is there in full", (by) => {
    const problem = quadratic(identity(5, by), randomVector(5, 8));
    const method = aid({ linearSolver: conjugateGradient() });
    const h = hypergradient(problem.levels, { method });
    expect(relativeError(h.gradient(problem.x), problem.exact)).toBeLessThan(1e-14);
    // The wrong value is the direct term alone.
    expect(relativeError(problem.direct, problem.exact)).toBeGreaterThan(0.01);
    expect(h.adjointResidual).toBeLessThan(1e-15);
  });
});

describe("row 2: n steps of conjugate gradients on an n × n system", () => {
  test.each([2, 4, 7])("n = %i: exact to 1e-12, with n products", (d) => {
    const H = positive(d, d);
    const problem = quadratic(H, randomVector(d, 8));
    const method = aid({ linearSolver: conjugateGradient({ maxIterations: d, tolerance: 0 }) });
    const h = hypergradient(problem.levels, { method });
    expect(relativeError(h.gradient(problem.x), problem.exact)).toBeLessThan(1e-12);
    const wrong = oldResidual(H, randomVector(d, 8), d).map((v, i) => v + problem.direct[i]!);
    expect(relativeError(wrong, problem.exact)).toBeGreaterThan(0.01);
  });
});

/** Conjugate gradients with the direction built from the residual before the step: the defect. */
function oldResidual(H: Float64Array, b: Float64Array, steps: number): Float64Array {
  const d = b.length;
  const times = (v: Float64Array) =>
    v.map((_, i) => v.reduce((sum, entry, j) => sum + H[i * d + j]! * entry, 0));
  const dot = (u: Float64Array, v: Float64Array) =>
    u.reduce((sum, entry, i) => sum + entry * v[i]!, 0);
  const x = new Float64Array(d);
  let r: Float64Array = b.slice();
  let p: Float64Array = b.slice();
  for (let t = 0; t < steps; t++) {
    const Hp = times(p);
    const alpha = dot(r, r) / dot(p, Hp);
    for (let i = 0; i < d; i++) x[i]! += alpha * p[i]!;
    const next = r.map((entry, i) => entry - alpha * Hp[i]!);
    const beta = dot(next, next) / dot(r, r);
    const before = r;
    p = p.map((entry, i) => before[i]! + beta * entry);
    r = next;
  }
  return x;
}

describe("row 3: scaling the inner objective changes nothing at convergence", () => {
  const methods = {
    implicit: implicit(),
    conjugateGradient: aid(),
    minres: aid({ linearSolver: minres() }),
  };
  for (const [name, method] of Object.entries(methods))
    test.each([1e-6, 1e-3, 1, 1e3, 1e6])(`${name}, scale %d`, (scale) => {
      const problem = quadratic(positive(5, 2), randomVector(5, 8), { scale });
      const h = hypergradient(problem.levels, { method });
      expect(relativeError(h.gradient(problem.x), problem.exact)).toBeLessThan(
        // A gradient of 1e-12 is y to 1e-12/scale.
        1e-11 * Math.max(1, 1e-3 / scale),
      );
    });
});

describe("row 4: a Neumann series times η, with its zeroth term", () => {
  test.each([0.02, 0.05, 0.1])("η = %d: tends to H⁻¹g, not to H⁻¹g/η − g", (stepSize) => {
    const c = randomVector(4, 8);
    const problem = quadratic(positive(4, 6), c);
    const method = aid({ linearSolver: neumann({ stepSize, terms: 3000 }) });
    const found = hypergradient(problem.levels, { method }).gradient(problem.x);
    expect(relativeError(found, problem.exact)).toBeLessThan(1e-12);
    const wrong = problem.direct.map((entry, i) => entry + problem.implied[i]! / stepSize - c[i]!);
    expect(relativeError(wrong, problem.exact)).toBeGreaterThan(1);
  });

  test("with one term it is ηg, and the residual says how far that is", () => {
    const c = randomVector(4, 8);
    const H = positive(4, 6);
    const problem = quadratic(H, c);
    const method = aid({ linearSolver: neumann({ stepSize: 0.05, terms: 1 }) });
    const h = hypergradient(problem.levels, { method });
    const expected = problem.direct.map((entry, i) => entry + 0.05 * c[i]!);
    expect(relativeError(h.gradient(problem.x), expected)).toBeLessThan(1e-14);
    const residual = c.map(
      (entry, i) => entry - 0.05 * c.reduce((s, v, j) => s + H[i * 4 + j]! * v, 0),
    );
    expect(
      relativeError(h.adjointResidual, Math.hypot(...residual) / Math.hypot(...c)),
    ).toBeLessThan(1e-12);
  });
});

describe("row 13: a linear solver that stops at its limit says so", () => {
  test.each([
    conjugateGradient({ maxIterations: 1 }),
    minres({ maxIterations: 1 }),
    neumann({ stepSize: 0.01, terms: 5 }),
  ])("$name", (linearSolver) => {
    const problem = quadratic(positive(5, 2), randomVector(5, 8));
    const h = hypergradient(problem.levels, { method: aid({ linearSolver }) });
    const error = relativeError(h.gradient(problem.x), problem.exact);
    expect(error).toBeGreaterThan(1e-3);
    expect(h.adjointResidual).toBeGreaterThan(1e-2);
  });
});

describe("row 15: a tiny adjoint right-hand side", () => {
  const H = positive(5, 2);
  const diagonal = Float64Array.from({ length: 5 }, (_, i) => H[6 * i]!);
  const preconditioner = diagonalPreconditioner(diagonal);
  const solvers = [
    conjugateGradient({ preconditioner }),
    conjugateGradient(),
    minres(),
    neumann({ stepSize: 0.1, terms: 2000 }),
  ];
  for (const [i, linearSolver] of solvers.entries())
    test.each([1e-100, 1e-160, 1e-200])(
      `${linearSolver.name} ${i}: an objective of size %d has its gradient to 1e-10`,
      (size) => {
        const problem = quadratic(H, randomVector(5, 8), { size });
        const h = hypergradient(problem.levels, { method: aid({ linearSolver }) });
        expect(relativeError(h.gradient(problem.x), problem.exact)).toBeLessThan(1e-10);
      },
    );
});

describe("row 14: one preconditioner for the inner solver and the adjoint", () => {
  const n = 1200;
  const scales = Float64Array.from({ length: n }, (_, i) => 10 ** (6 * (((i * 719) % n) / n)));
  const [x, y] = [variable("x", 1), variable("y", new Float64Array(n))];
  const change = y.slice([1], [n]).sub(y.slice([0], [n - 1]));
  const energy = y.sub(x).square().mul(scales).sum().add(change.square().sum());
  const levels = [minimize(x, y.square().sum()), minimize(y, energy)];

  test("condition 10⁶ takes both a few dozen products, and the factored gradient agrees", () => {
    const factored = hypergradient(levels).gradient(x);
    // y* = x: dF/dx = 2nx.
    expect(relativeError(factored, 2 * n)).toBeLessThan(1e-8);
    const h = hypergradient(levels, { method: implicit({ factoredMost: 100 }) });
    expect(relativeError(h.gradient(x), 2 * n)).toBeLessThan(1e-8);
    expect(h.cost.gradients).toBeLessThan(60);
    expect(h.cost.hessianVectorProducts).toBeLessThan(60);
  });

  test("conjugate gradients take the preconditioner that comes with the system, unless they have their own", () => {
    const multiply = (v: Float64Array, into: Float64Array) =>
      into.set(v.map((entry, i) => entry * scales[i]!));
    const preconditioner = (v: Float64Array, into: Float64Array) =>
      into.set(v.map((entry, i) => entry / scales[i]!));
    const b = new Float64Array(n).fill(1);
    const iterations = (own: object, start: object) =>
      conjugateGradient(own).solve(multiply, b, start).iterations;
    expect(iterations({}, { preconditioner })).toBe(1);
    expect(iterations({ preconditioner }, { preconditioner: multiply })).toBe(1);
    expect(iterations({}, {})).toBeGreaterThan(100);
  });
});
