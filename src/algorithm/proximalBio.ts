import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { count, positive, requireOptions } from "../solver/option.ts";
import { move, norm } from "../solver/vector.ts";
import { nesterov } from "./descend.ts";
import { bilevelAlgorithm } from "./method.ts";
import { type Prox, proxKind } from "./prox.ts";
import { requireCurvature } from "./requireCurvature.ts";

/** Options of {@link proximalBio}. */
export interface ProximalBioOptions {
  /** h: l1, l0, cappedL1, mcp, nuclearNorm, box, simplexOf, or your own. */
  readonly prox: Prox;
  /** N: Nesterov steps of the inner level an outer step. Default 10. */
  readonly innerSteps?: number;
  /** M: Nesterov steps of the adjoint system. Default 10. */
  readonly adjointSteps?: number;
  /** L and μ: largest and smallest eigenvalue of ∇²_y g. */
  readonly innerSmoothness: number;
  readonly innerConvexity: number;
  /** β: outer step size, at most about 1/L_Φ. */
  readonly stepSize: number;
}

/** State of {@link proximalBio}; gradientNorm is that of the proximal gradient (x − x⁺)/β. */
export interface ProximalBioState extends AlgorithmState {
  readonly adjoint: Float64Array;
}

/**
 * Proximal bilevel optimization: min Φ(x) + h(x) with h neither smooth nor convex.
 *
 *     y ← N Nesterov steps on g(x, ·);   v ← M Nesterov steps on ½ vᵀ∇²_y g v − vᵀ∇_y f; both warm
 *     x ← prox_{βh}(x − β (∇_x f − ∇_x∇_y g v))
 *
 * Φ + h decreases up to the inner errors, and the steps vanish. Choose {@link aidBio} without h.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense, or bounds with μ > L; ERR_LEVELS  other than
 *   two levels
 * @see Chen, Kailkhura & Zhou 2022, A Fast and Convergent Proximal Algorithm for Regularized Nonconvex
 *   and Nonsmooth Bi-level Optimization, arXiv 2203.16615
 */
export function proximalBio(options: ProximalBioOptions): Algorithm<ProximalBioState> {
  requireOptions(
    "proximalBio",
    options,
    {
      prox: proxKind,
      innerSteps: count,
      adjointSteps: count,
      innerSmoothness: positive,
      innerConvexity: positive,
      stepSize: positive,
    },
    ["prox", "innerSmoothness", "innerConvexity", "stepSize"],
  );
  const { prox, innerSteps = 10, adjointSteps = 10, stepSize } = options;
  const { innerSmoothness: smoothness, innerConvexity: convexity } = options;
  requireCurvature("proximalBio", { innerConvexity: convexity, innerSmoothness: smoothness });
  return bilevelAlgorithm("proximal bilevel", (problem) => ({
    init: () => ({
      iteration: 0,
      x: problem.start.x.slice(),
      y: problem.start.y.slice(),
      adjoint: new Float64Array(problem.start.y.length),
      gradientNorm: Number.NaN,
    }),
    step: ({ iteration, x, y: last, adjoint: guess }) => {
      const inner = { steps: innerSteps, smoothness, convexity };
      const y = nesterov((z) => problem.inner(x, z).gradient, last, inner);
      const f = problem.outer(x, y);
      const slope = (v: Float64Array) => {
        const product = problem.hessian(x, y, v);
        move(product, -1, f.y, product);
        return product;
      };
      const adjoint = nesterov(slope, guess, { ...inner, steps: adjointSteps });
      move(f.x, -1, problem.cross(x, y, adjoint), f.x);
      const forward = x.map((entry, i) => entry - stepSize * f.x[i]!);
      const next = prox.map(forward, stepSize);
      const gradientNorm = norm(x.map((entry, i) => (entry - next[i]!) / stepSize));
      return { iteration: iteration + 1, x: next, y, adjoint, gradientNorm };
    },
  }));
}
