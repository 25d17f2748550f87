import { hypotenuse } from "../../value/hypotenuse.ts";
import { callable, count, nonnegative, requireOptions } from "../option.ts";
import { addScaled, dot, norm } from "../vector.ts";
import { corrected, correction, residual } from "./correction.ts";
import type { LinearResult, LinearSolver, LinearStart, Multiply } from "./operator.ts";

/** Options of {@link minres}. */
export interface MinresOptions {
  /** Converged when |b − A·x| ≤ tolerance·|b|. Default 1e-12. */
  readonly tolerance?: number | undefined;
  /** Default: 10·n. */
  readonly maxIterations?: number | undefined;
  /** into ≈ |A|⁻¹·v, symmetric and positive definite; see {@link diagonalPreconditioner}. */
  readonly preconditioner?: Multiply | undefined;
}

const KINDS = { tolerance: nonnegative, maxIterations: count, preconditioner: callable };

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
export function minres(options: MinresOptions = {}): LinearSolver {
  requireOptions("minres", options, KINDS);
  const { tolerance = 1e-12, maxIterations, preconditioner } = options;
  return {
    name: "minres",
    solve: (multiply, b, start) =>
      solve(multiply, b, start, {
        tolerance,
        maxIterations: maxIterations ?? 10 * b.length,
        preconditioner: preconditioner ?? start?.preconditioner,
      }),
  };
}

interface Filled {
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly preconditioner: Multiply | undefined;
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
  { tolerance, maxIterations, preconditioner }: Filled,
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
    const [share, most] = [goal / size, maxIterations - iterations];
    const swept = sweep(multiply, preconditioner, d, r, share, most);
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
 * With a preconditioner P the vₖ = P·zₖ are orthonormal to the zₖ, and the recurrence runs on these; the residual is
 * measured by rᵀP·r, and the sweep ends when it has fallen to its `share`.
 */
function sweep(
  multiply: Multiply,
  preconditioner: Multiply | undefined,
  d: Float64Array,
  r: Float64Array,
  share: number,
  most: number,
): Sweep {
  const size = r.length;
  let [past, current, next] = [0, 1, 2].map(() => new Float64Array(size)) as Triple;
  let [w2, w1, w] = [0, 1, 2].map(() => new Float64Array(size)) as Triple;
  const made = preconditioner && new Float64Array(size);
  /** √(zᵀP·z), and P·z in `made`. */
  const length = (z: Float64Array) => {
    if (!made) return norm(z);
    preconditioner(z, made);
    return Math.sqrt(dot(z, made));
  };
  const divide = (x: Float64Array, by: number) => {
    for (let i = 0; i < size; i++) x[i] = x[i]! / by;
  };
  let remaining = length(r);
  if (!(remaining > 0)) return { iterations: 0, negativeCurvature: false };
  const goal = share * remaining;
  addScaled(1 / remaining, r, current);
  if (made) divide(made, remaining);
  let [beta, cosine, sine, cosinePast, sinePast, scale] = [0, 1, 0, 1, 0, 0];
  let negativeCurvature = false;
  for (let k = 1; ; k++) {
    const v = made?.slice() ?? current;
    multiply(v, next);
    const alpha = dot(v, next);
    addScaled(-alpha, current, next);
    addScaled(-beta, past, next);
    const betaNext = length(next);
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
      w[i] = (v[i]! - delta * w1[i]! - epsilon * w2[i]!) / gamma;
    }
    addScaled(remaining * cosine, w, d);
    remaining *= -sine;
    if (Math.abs(remaining) <= goal || k === most || !(betaNext > noise)) {
      return { iterations: k, negativeCurvature };
    }
    divide(next, betaNext);
    if (made) divide(made, betaNext);
    [past, current, next, beta] = [current, next, past, betaNext];
    [w2, w1, w] = [w1, w, w2];
  }
}

type Triple = [Float64Array, Float64Array, Float64Array];
