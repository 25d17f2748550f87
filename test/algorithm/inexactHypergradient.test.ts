import { expect, test } from "vitest";
import { adaptiveInexact } from "../../src/algorithm/adaptiveInexact.ts";
import { aidBio } from "../../src/algorithm/aidBio.ts";
import { Bilevel } from "../../src/algorithm/bilevel.ts";
import { errorBound, inexactHypergradient } from "../../src/algorithm/inexactHypergradient.ts";
import { advance } from "../../src/algorithm/method.ts";
import {
  constant,
  cosh,
  hypergradient,
  type Level,
  log,
  minimize,
  sin,
  variable,
} from "../../src/index.ts";
import { random } from "../reference/random.ts";
import { gap, quadraticBilevel } from "./problem.ts";

const size = (v: ArrayLike<number>) => Math.hypot(...Array.from(v));

/**
 * g = |y|² + Σ log cosh y_i + Σ sin(y_i)(Bx)_i, f = ½|y − t|²: with |Bx|∞ ≤ 0.2, μ = 1.8, L = 3.2,
 * |third derivative of log cosh| ≤ 4/(3√3), J = diag(cos y) B.
 */
function curved() {
  const next = random(8);
  const B = Float64Array.from({ length: 12 }, () => 0.1 * next());
  const x = variable("x", [0.5, -0.3, 0.4]);
  const y = variable("y", new Float64Array(4));
  const shift = constant({ data: B, shape: [4, 3] }).matmul(x);
  const g = y
    .square()
    .sum()
    .add(log(cosh(y)).sum())
    .add(sin(y).mul(shift).sum());
  const f = y.sub([1, -1, 0.5, 2]).square().sum().mul(0.5);
  const levels: Level[] = [minimize(x, f), minimize(y, g)];
  const constants = {
    innerConvexity: 1.8,
    innerSmoothness: 3.2,
    outerSmoothness: 1,
    hessianLipschitz: 4 / (3 * Math.sqrt(3)) + 0.2,
    crossLipschitz: size(B),
  };
  return { x, levels, constants };
}

const start = (problem: Bilevel) => ({
  y: problem.start.y,
  adjoint: new Float64Array(problem.start.y.length),
});

test.each([
  ["gradient", "gradient"],
  ["heavyBall", "heavyBall"],
  ["fista", "conjugate"],
] as const)(
  "the error stays below the a posteriori bound, solved by %s and %s",
  (innerSolver, adjointSolver) => {
    const { x, levels, constants } = curved();
    const exact = hypergradient(levels).gradient(x) as Float64Array;
    const options = { ...constants, innerSolver, adjointSolver };
    for (const inner of [1, 1e-2, 1e-5, 1e-9])
      for (const adjoint of [1, 1e-2, 1e-5, 1e-9]) {
        const problem = new Bilevel("test", levels, {});
        const found = inexactHypergradient(
          problem,
          problem.start.x,
          start(problem),
          { inner, adjoint },
          options,
        );
        const error = size(found.gradient.map((entry, i) => entry - exact[i]!));
        expect(found.distance).toBeLessThanOrEqual(inner);
        expect(found.residual).toBeLessThanOrEqual(adjoint);
        expect(error).toBeLessThanOrEqual(found.bound + 1e-14);
        expect(found.bound).toBeLessThan(3 * (inner + adjoint));
      }
  },
);

test("bound and error are of first order in the tolerances", () => {
  const { x, levels, constants } = curved();
  const exact = hypergradient(levels).gradient(x) as Float64Array;
  const at = (tolerance: number) => {
    const problem = new Bilevel("test", levels, {});
    const tolerances = { inner: tolerance, adjoint: tolerance };
    const options = { ...constants, innerSolver: "gradient", adjointSolver: "gradient" } as const;
    const found = inexactHypergradient(
      problem,
      problem.start.x,
      start(problem),
      tolerances,
      options,
    );
    return {
      bound: found.bound,
      error: gap(found.gradient, exact),
      scale: found.distance + found.residual,
    };
  };
  const [rough, fine] = [at(1e-3), at(1e-7)];
  expect(rough.bound / rough.scale / (fine.bound / fine.scale)).toBeCloseTo(1, 0);
  expect(fine.error / rough.error).toBeLessThan(1e-3);
});

test("on a quadratic the bound is |J|/μ (|r| + L_f ε̂), with |J| found by power iteration", () => {
  const { levels, C, d, p } = quadraticBilevel();
  const problem = new Bilevel("test", levels, {});
  const constants = { innerConvexity: 1, innerSmoothness: 4, outerSmoothness: 1 };
  const tolerances = { inner: 1e-2, adjoint: 1e-2 };
  const found = inexactHypergradient(
    problem,
    problem.start.x,
    start(problem),
    tolerances,
    constants,
  );
  let u = Float64Array.from({ length: p }, (_, i) => 1 + i);
  let norm = 0;
  for (let k = 0; k < 500; k++) {
    const Cu = Float64Array.from({ length: d }, (_, i) =>
      u.reduce((sum, entry, j) => sum + C[i * p + j]! * entry, 0),
    );
    norm = size(Cu) / size(u);
    u = Float64Array.from({ length: p }, (_, j) =>
      Cu.reduce((sum, entry, i) => sum + C[i * p + j]! * entry, 0),
    );
  }
  const expected = errorBound(constants, norm, size(found.adjoint), found.distance, found.residual);
  expect(found.bound / expected).toBeGreaterThan(1);
  expect(found.bound / expected).toBeLessThan(1.011);
  expect(expected).toBeCloseTo(norm * (found.residual + found.distance), 14);
});

test("adaptive tolerances reach a fixed small tolerance's solution, with less inner work", () => {
  const { levels, solution } = quadraticBilevel({ low: 1, high: 100, seed: 5 });
  const constants = { innerConvexity: 1, innerSmoothness: 100, outerSmoothness: 1 };
  const adaptive = adaptiveInexact({ ...constants, stepSize: 1 }).on(levels);
  let state = adaptive.init();
  while (gap(state.x, solution) > 1e-7 && state.iteration < 3000) state = adaptive.step(state);
  expect(gap(state.x, solution)).toBeLessThan(1e-7);
  expect(state.bound).toBeLessThanOrEqual(0.5 * state.gradientNorm);
  const problem = new Bilevel("fixed", levels, {});
  let [x, work] = [problem.start.x, 0];
  let from: { y: Float64Array; adjoint: Float64Array } = start(problem);
  while (gap(x, solution) > 1e-7) {
    const found = inexactHypergradient(problem, x, from, { inner: 1e-9, adjoint: 1e-9 }, constants);
    x = x.map((entry, i) => entry - found.gradient[i]!);
    from = found;
    work += found.work;
  }
  expect(state.work).toBeLessThan(0.8 * work);
});

test("too rough a fixed tolerance stops short of the solution, and says so", () => {
  const { levels, solution } = quadraticBilevel();
  const fixed = aidBio({
    innerSteps: 1,
    innerStepSize: 0.02,
    adjointSteps: 1,
    stepSize: 0.2,
    warmStart: false,
  });
  expect(gap(advance(fixed.on(levels), 500).x, solution)).toBeGreaterThan(0.01);
  expect(() =>
    adaptiveInexact({
      innerConvexity: 1,
      innerSmoothness: 4,
      outerSmoothness: 1,
      stepSize: 1,
      accuracy: 1,
    }),
  ).toThrow(/accuracy must be a number in \(0, 1\)/);
});
