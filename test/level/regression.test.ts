import { hypergradient, minimize, solveSync, variable } from "echelon";
import { describe, expect, test } from "vitest";
import { hyperCleaning, hyperCleaningAnswer } from "../problem/hyperCleaning.ts";
import { leastSquares } from "../problem/leastSquares.ts";
import { relativeError } from "../problem/relativeError.ts";
import {
  ridge,
  ridgeAnswers,
  ridgeData,
  ridgeMinimum,
  ridgePerCoordinate,
} from "../problem/ridge.ts";
import { solveDense } from "../reference/solveDense.ts";

// maths.md T6, T7 and T8.

/** L(λ) by the normal equations, in plain arithmetic. */
function validationLoss(lambda: number): number {
  const { n, d, m, X, V, y, v } = ridgeData;
  const A = Array.from({ length: d * d }, (_, at) => {
    const [i, j] = [Math.floor(at / d), at % d];
    return X.reduce((sum, x) => sum + x[i]! * x[j]!, i === j ? n * Math.exp(lambda) : 0);
  });
  const b = Array.from({ length: d }, (_, i) => X.reduce((sum, x, k) => sum + x[i]! * y[k]!, 0));
  const w = solveDense(d, A, b).solution;
  const residual = V.map((x, k) => x.reduce((sum, entry, j) => sum + entry * w[j]!, -v[k]!));
  return residual.reduce((sum, r) => sum + r * r, 0) / (2 * m);
}

describe("ridge regression", () => {
  test.each(ridgeAnswers)("at λ = %d: validation loss and its derivative", (at, L, dL) => {
    const { lambda, levels } = ridge();
    const h = hypergradient(levels, { at: { lambda: at } });
    expect(relativeError(h.gradient(lambda), dL)).toBeLessThan(1e-13);
    expect(relativeError(h.value, validationLoss(at))).toBeLessThan(1e-14);
    // The published value at λ = 1 is right to 11 digits; the derivative beside it to 16.
    expect(relativeError(h.value, L)).toBeLessThan(at === 1 ? 4e-12 : 1e-14);
  });

  test("has its optimum at λ* = −3.634890624337362697", () => {
    const { lambda, levels } = ridge();
    const solution = solveSync(levels, { tolerance: 1e-15 });
    expect(relativeError(solution.value(lambda), ridgeMinimum.lambda)).toBeLessThan(1e-12);
    expect(relativeError(solution.objective, ridgeMinimum.objective)).toBeLessThan(1e-15);
  });

  test("with one λ per coordinate: all six derivatives to 1e-14", () => {
    const { lambda, levels } = ridge(variable("lambda", new Float64Array(6).fill(-2)));
    const found = hypergradient(levels).gradient(lambda);
    expect(relativeError(found, ridgePerCoordinate)).toBeLessThan(1e-14);
  });

  test("a change of variable λ = 2μ doubles the derivative", () => {
    const mu = variable("mu", -1);
    const { lambda, w, train, valid } = ridge();
    const inner = train.substitute(lambda, mu.mul(2));
    const found = hypergradient([minimize(mu, valid), minimize(w, inner)]).gradient(mu);
    expect(relativeError(found, 2 * ridgeAnswers[1][2])).toBeLessThan(1e-13);
  });
});

test.each([1, 2, 3])(
  "least squares over least squares, seed %i: w* = (AD⁺C)⁺(AD⁺e − b)",
  (seed) => {
    const { w, levels, solution } = leastSquares(seed);
    const solved = solveSync(levels);
    expect(solved.status).toBe("converged");
    expect(relativeError(solved.value(w), solution)).toBeLessThan(1e-11);
  },
);

test("hyper-cleaning: loss and ten weight derivatives at λ = 0", () => {
  const { lambda, levels } = hyperCleaning();
  const h = hypergradient(levels);
  expect(relativeError(h.value, hyperCleaningAnswer.value)).toBeLessThan(1e-14);
  // Published with 12 digits.
  expect(relativeError(h.gradient(lambda), hyperCleaningAnswer.gradient)).toBeLessThan(2e-12);
});
