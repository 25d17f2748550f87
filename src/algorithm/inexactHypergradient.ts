import { conjugateGradient } from "../solver/linear/conjugateGradient.ts";
import { type Kinds, nonnegative, oneOf, positive, requireOptions } from "../solver/option.ts";
import { dot, move, norm } from "../solver/vector.ts";
import type { Bilevel } from "./bilevel.ts";
import { requireCurvature } from "./requireCurvature.ts";

/** What the bound of Ehrhardt & Roberts needs to know of a problem. */
export interface BilevelConstants {
  /** μ and L: smallest and largest eigenvalue of ∇²_y g. */
  readonly innerConvexity: number;
  readonly innerSmoothness: number;
  /** L_f: Lipschitz constant of ∇_y f in y. */
  readonly outerSmoothness: number;
  /** L_fx: Lipschitz constant of ∇_x f in y. Default 0: f does not couple x and y. */
  readonly outerCoupling?: number;
  /** L_H: Lipschitz constant of ∇²_y g in y. Default 0: g is quadratic in y. */
  readonly hessianLipschitz?: number;
  /** L_J: Lipschitz constant of ∇²_xy g in y. Default 0. */
  readonly crossLipschitz?: number;
  /** |∇²_xy g|. Default: estimated by power iteration at each point. */
  readonly crossNorm?: number;
}

/** How the two inner problems are solved. */
export interface InexactSolvers {
  /** Default "fista", its variant for strongly convex functions. */
  readonly innerSolver?: "gradient" | "heavyBall" | "fista";
  /** Default "conjugate". */
  readonly adjointSolver?: "gradient" | "heavyBall" | "conjugate";
}

export const inexactKinds: Kinds<BilevelConstants & InexactSolvers> = {
  innerConvexity: positive,
  innerSmoothness: positive,
  outerSmoothness: nonnegative,
  outerCoupling: nonnegative,
  hessianLipschitz: nonnegative,
  crossLipschitz: nonnegative,
  crossNorm: nonnegative,
  innerSolver: oneOf("gradient", "heavyBall", "fista"),
  adjointSolver: oneOf("gradient", "heavyBall", "conjugate"),
};

/** An inexact hypergradient that knows how inexact it is. */
export interface InexactHypergradient {
  readonly gradient: Float64Array;
  readonly value: number;
  readonly y: Float64Array;
  readonly adjoint: Float64Array;
  /** ε̂ = |∇_y g|/μ ≥ |y − y*|. */
  readonly distance: number;
  /** |r| = |∇²_y g q − ∇_y f|. */
  readonly residual: number;
  /** Bound on the Euclidean error of `gradient`. */
  readonly bound: number;
  /** Inner gradients and Hessian-vector products spent. */
  readonly work: number;
}

/** Inner steps after which a tolerance counts as out of reach. */
const STEPS_MOST = 100_000;

/**
 * A hypergradient to given tolerances, with its a posteriori error bound:
 *
 *     |∇_y g(x, y)|/μ = ε̂ ≤ innerTolerance,   |∇²_y g q − ∇_y f| = |r| ≤ adjointTolerance,   h = ∇_x f − Jᵀq
 *     |h − ∇F| ≤ (|J|/μ) |r| + ((|J| L_f + |J| |q| L_H)/μ + |q| L_J) ε̂
 *                + L_J ε̂ (|r|/μ + ε̂ (L_f + |q| L_H)/μ) + L_fx ε̂,       J = ∇²_yx g at (x, y)
 *
 * @see Ehrhardt & Roberts 2024, Analyzing Inexact Hypergradients for Bilevel Learning, arXiv 2301.04764
 */
export function inexactHypergradient(
  problem: Bilevel,
  x: Float64Array,
  start: { readonly y: Float64Array; readonly adjoint: Float64Array },
  tolerances: { readonly inner: number; readonly adjoint: number },
  options: BilevelConstants & InexactSolvers,
): InexactHypergradient {
  const needed = ["innerConvexity", "innerSmoothness", "outerSmoothness"] as const;
  requireOptions("inexactHypergradient", options, inexactKinds, needed);
  const { innerConvexity, innerSmoothness } = options;
  requireCurvature("inexactHypergradient", { innerConvexity, innerSmoothness });
  const inner = solveInner(problem, x, start.y, tolerances.inner, options);
  const { y } = inner;
  const f = problem.outer(x, y);
  const adjoint = solveAdjoint(problem, x, y, f.y, start.adjoint, tolerances.adjoint, options);
  const gradient = f.x;
  move(gradient, -1, problem.cross(x, y, adjoint.q), gradient);
  const crossNorm = options.crossNorm ?? estimatedCrossNorm(problem, x, y);
  const { distance } = inner;
  const bound = errorBound(options, crossNorm, norm(adjoint.q), distance, adjoint.residual);
  return {
    gradient,
    value: f.value,
    y,
    adjoint: adjoint.q,
    distance,
    residual: adjoint.residual,
    bound,
    work: inner.work + adjoint.work,
  };
}

/** The bound's formula. */
export function errorBound(
  constants: BilevelConstants,
  crossNorm: number,
  adjointNorm: number,
  distance: number,
  residual: number,
): number {
  const { innerConvexity: mu, outerSmoothness } = constants;
  const { outerCoupling = 0, hessianLipschitz = 0, crossLipschitz = 0 } = constants;
  const bend = (outerSmoothness + adjointNorm * hessianLipschitz) / mu;
  const first = crossNorm * bend + adjointNorm * crossLipschitz + outerCoupling;
  const second = crossLipschitz * distance * (residual / mu + distance * bend);
  return (crossNorm / mu) * residual + first * distance + second;
}

function solveInner(
  problem: Bilevel,
  x: Float64Array,
  start: Float64Array,
  tolerance: number,
  {
    innerSolver = "fista",
    innerSmoothness: L,
    innerConvexity: mu,
  }: BilevelConstants & InexactSolvers,
): { y: Float64Array; distance: number; work: number } {
  const root = Math.sqrt(L / mu);
  const isPolyak = innerSolver === "heavyBall";
  const momentum = innerSolver === "gradient" ? 0 : ((root - 1) / (root + 1)) ** (isPolyak ? 2 : 1);
  const stepSize = {
    gradient: 2 / (L + mu),
    heavyBall: (2 / (Math.sqrt(L) + Math.sqrt(mu))) ** 2,
    fista: 1 / L,
  };
  let [y, last] = [start, start];
  for (let work = 1; ; work++) {
    const now = y;
    const before = last;
    const pushed = now.map((entry, i) => entry + momentum * (entry - before[i]!));
    // Nesterov's gradient is taken at the pushed point, and that point is what is measured and returned.
    const at = innerSolver === "fista" ? pushed : now;
    const { gradient } = problem.inner(x, at);
    const distance = norm(gradient) / mu;
    if (distance <= tolerance || work >= STEPS_MOST) return { y: at.slice(), distance, work };
    const step = stepSize[innerSolver];
    y = pushed.map((entry, i) => entry - step * gradient[i]!);
    last = now;
  }
}

function solveAdjoint(
  problem: Bilevel,
  x: Float64Array,
  y: Float64Array,
  right: Float64Array,
  start: Float64Array,
  tolerance: number,
  options: BilevelConstants & InexactSolvers,
): { q: Float64Array; residual: number; work: number } {
  const { adjointSolver = "conjugate", innerSmoothness: L, innerConvexity: mu } = options;
  if (adjointSolver === "conjugate") {
    const solver = conjugateGradient({ tolerance: tolerance / (norm(right) || 1) });
    const multiply = (v: Float64Array, into: Float64Array) => into.set(problem.hessian(x, y, v));
    const found = solver.solve(multiply, right, { x0: start });
    return { q: found.x, residual: found.residualNorm, work: found.products };
  }
  const root = Math.sqrt(L / mu);
  const isPolyak = adjointSolver === "heavyBall";
  const momentum = isPolyak ? ((root - 1) / (root + 1)) ** 2 : 0;
  const step = isPolyak ? (2 / (Math.sqrt(L) + Math.sqrt(mu))) ** 2 : 2 / (L + mu);
  let [q, last] = [start, start];
  for (let work = 1; ; work++) {
    const r = problem.hessian(x, y, q);
    move(r, -1, right, r);
    const residual = norm(r);
    if (residual <= tolerance || work >= STEPS_MOST) return { q: q.slice(), residual, work };
    const [now, before] = [q, last];
    q = now.map((entry, i) => entry - step * r[i]! + momentum * (entry - before[i]!));
    last = now;
  }
}

const POWER_STEPS = 200;
/** Power iteration approaches the norm from below. */
const MARGIN = 1.01;

/** |∇²_xy g| by power iteration on JᵀJ. */
function estimatedCrossNorm(problem: Bilevel, x: Float64Array, y: Float64Array): number {
  // A start without symmetry, so that it is not orthogonal to the leading direction.
  let u: Float64Array = x.map((_, i) => 1 + Math.sin(i + 1));
  let size = 0;
  for (let step = 0; step < POWER_STEPS; step++) {
    const length = norm(u);
    if (length === 0) return 0;
    u = u.map((entry) => entry / length);
    const moved = problem.shift(x, y, u);
    const next = Math.sqrt(dot(moved, moved));
    if (Math.abs(next - size) <= 1e-4 * next) return MARGIN * next;
    size = next;
    u = problem.cross(x, y, moved);
  }
  return MARGIN * size;
}
