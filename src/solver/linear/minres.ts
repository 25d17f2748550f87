import { hypotenuse } from "../../value/hypotenuse.ts";
import { requireCount, requireTolerance } from "../option.ts";
import { addScaled, dot, norm } from "../vector.ts";
import { corrected, correction, residual } from "./correction.ts";
import type { LinearResult, LinearSolver, LinearStart, Multiply } from "./operator.ts";

/** Options of {@link minres}. */
export interface MinresOptions {
  /** Converged when |b − A·x| ≤ tolerance·|b|. Default 1e-12. */
  readonly tolerance?: number | undefined;
  /** Default: 10·n. */
  readonly maxIterations?: number | undefined;
}

/**
 * MINRES of Paige and Saunders: the smallest residual in the Krylov space, for a symmetric A that may be indefinite.
 *
 * For saddle and KKT systems; choose {@link conjugateGradient} for a positive definite A, where it costs two vectors
 * less. A negative curvature met by a residual is reported, and does not stop it. On a singular consistent system it
 * finds a solution; on an inconsistent one it stalls at the least-squares residual.
 *
 * @see Paige & Saunders 1975, SIAM J. Numer. Anal. 12(4), §5
 *
 * @example
 * ```ts
 * import { minres } from "echelon";
 *
 * // The saddle ½x² − y² + xy: no positive definite matrix, so conjugate gradients would stop.
 * const multiply = (v: Float64Array, into: Float64Array) => {
 *   into[0] = v[0]! + v[1]!;
 *   into[1] = v[0]! - 2 * v[1]!;
 * };
 * const result = minres().solve(multiply, Float64Array.of(3, -3));
 * result.x; // → [1, 2]
 * result.negativeCurvature; // → true
 * ```
 */
export function minres({ tolerance = 1e-12, maxIterations }: MinresOptions = {}): LinearSolver {
  requireTolerance("minres", tolerance);
  if (maxIterations !== undefined) requireCount("minres", "maxIterations", maxIterations);
  return {
    name: "minres",
    solve: (multiply, b, start) =>
      solve(multiply, b, start, tolerance, maxIterations ?? 10 * b.length),
  };
}

/** What one sweep did. */
interface Sweep {
  readonly iterations: number;
  readonly negativeCurvature: boolean;
}

function solve(
  multiply: Multiply,
  b: Float64Array,
  start: LinearStart | undefined,
  tolerance: number,
  maxIterations: number,
): LinearResult {
  const system = correction(multiply, b, start);
  const goal = tolerance * system.size;
  const d = new Float64Array(b.length);
  const r = system.rhs.slice();
  let size = norm(r);
  let iterations = 0;
  let extra = 0;
  let goesOn = true;
  let negativeCurvature = false;
  while (size > goal && goesOn && iterations < maxIterations) {
    const swept = sweep(multiply, d, r, goal, maxIterations - iterations);
    iterations += swept.iterations;
    negativeCurvature ||= swept.negativeCurvature;
    residual(multiply, system, d, r);
    extra++;
    const next = norm(r);
    goesOn = next <= 0.5 * size;
    size = next;
  }
  const stopped = iterations >= maxIterations ? "max-iterations" : "stalled";
  return {
    x: corrected(system, d),
    residualNorm: size * system.scale,
    iterations,
    products: system.products + iterations + extra,
    status: size <= goal ? "converged" : stopped,
    ...(negativeCurvature ? { negativeCurvature } : {}),
  };
}

/**
 * Lanczos: A·vₖ = βₖvₖ₋₁ + αₖvₖ + βₖ₊₁vₖ₊₁. Each column (βₖ, αₖ, βₖ₊₁) of the tridiagonal matrix is rotated as it comes:
 * ε = s₋₁βₖ, δ = c·c₋₁βₖ + s·αₖ, γ̄ = c·αₖ − s·c₋₁βₖ are the rows the two last rotations leave, γ = hypot(γ̄, βₖ₊₁),
 * and the step is φ·(vₖ − δ·w − ε·w₋₁)/γ. The residual is φ̄, and rᵀA·r has the sign of c·γ̄ (Liu & Roosta 2022).
 */
function sweep(
  multiply: Multiply,
  d: Float64Array,
  r: Float64Array,
  goal: number,
  most: number,
): Sweep {
  const size = r.length;
  let [past, current, next] = [0, 1, 2].map(() => new Float64Array(size)) as Triple;
  let [w2, w1, w] = [0, 1, 2].map(() => new Float64Array(size)) as Triple;
  let remaining = norm(r);
  addScaled(1 / remaining, r, current);
  let [beta, cosine, sine, cosinePast, sinePast, scale] = [0, 1, 0, 1, 0, 0];
  let negativeCurvature = false;
  for (let k = 1; ; k++) {
    multiply(current, next);
    const alpha = dot(current, next);
    addScaled(-alpha, current, next);
    addScaled(-beta, past, next);
    const betaNext = norm(next);
    scale = Math.max(scale, Math.abs(alpha), betaNext);
    const epsilon = sinePast * beta;
    const delta = cosine * cosinePast * beta + sine * alpha;
    const reduced = cosine * alpha - sine * cosinePast * beta;
    const noise = size * Number.EPSILON * scale;
    if (cosine * reduced < -noise) negativeCurvature = true;
    const gamma = hypotenuse(reduced, betaNext);
    // The Krylov space is exhausted and holds no more of the right-hand side: inconsistent.
    if (!(gamma > noise)) return { iterations: k, negativeCurvature };
    [cosinePast, sinePast, cosine, sine] = [cosine, sine, reduced / gamma, betaNext / gamma];
    for (let i = 0; i < size; i++) {
      w[i] = (current[i]! - delta * w1[i]! - epsilon * w2[i]!) / gamma;
    }
    addScaled(remaining * cosine, w, d);
    remaining *= -sine;
    if (Math.abs(remaining) <= goal || k === most || !(betaNext > noise)) {
      return { iterations: k, negativeCurvature };
    }
    for (let i = 0; i < size; i++) next[i] = next[i]! / betaNext;
    [past, current, next, beta] = [current, next, past, betaNext];
    [w2, w1, w] = [w1, w, w2];
  }
}

type Triple = [Float64Array, Float64Array, Float64Array];
