import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { count, flag, positive, requireOptions } from "../solver/option.ts";
import { addScaled, move, norm } from "../solver/vector.ts";
import type { Bilevel } from "./bilevel.ts";
import { bilevelAlgorithm } from "./method.ts";

/** Options of {@link itdBio}. */
export interface ItdBioOptions {
  /** D: inner gradient steps an outer step. Default 10. */
  readonly innerSteps?: number;
  /** α ≤ 1/L of them. */
  readonly innerStepSize: number;
  /** β: outer step size. */
  readonly stepSize: number;
  /** Start y where the last outer step left it. Default true. */
  readonly warmStart?: boolean;
  /** Walk back over the last steps only; see {@link truncatedItd}. Default: over all. */
  readonly truncate?: number;
}

const KINDS = {
  innerSteps: count,
  innerStepSize: positive,
  stepSize: positive,
  warmStart: flag,
};

/**
 * ITD-BiO: bilevel optimization by iterative differentiation, in reverse mode through the inner loop.
 *
 *     y⁰ = y,   yᵗ⁺¹ = yᵗ − α ∇_y g(x, yᵗ)
 *     x ← x − β (∇_x f − α Σ_t ∇_x∇_y g(x, yᵗ) Π_{j>t} (I − α ∇²_y g(x, yʲ)) ∇_y f),   f at y^D
 *
 * Bias of the gradient O((1 − αμ)^D), and a warm start does not remove it: D = Θ(κ log 1/ε). Memory:
 * D inner vectors. Choose {@link aidBio} where D is large; `itd()` for more than two levels.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels
 * @see Ji, Yang & Liang 2021, Bilevel Optimization: Convergence Analysis and Enhanced Design,
 *   arXiv 2010.07962
 */
export function itdBio(options: ItdBioOptions): Algorithm {
  requireOptions("itdBio", options, { ...KINDS, truncate: count }, ["innerStepSize", "stepSize"]);
  return unrolled("ITD-BiO", options);
}

/** Options of {@link truncatedItd}. */
export interface TruncatedItdOptions extends Omit<ItdBioOptions, "truncate"> {
  /** K: inner steps that are walked back. */
  readonly backSteps: number;
}

/**
 * Truncated back-propagation: the sum of {@link itdBio} over the last K of D inner steps.
 *
 * Its bias is O((1 − αμ)^K) where the inner loop has converged, at K products instead of D.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels
 * @see Shaban, Cheng, Hatch & Boots 2019, Truncated Back-propagation for Bilevel Optimization,
 *   arXiv 1810.10667
 */
export function truncatedItd(options: TruncatedItdOptions): Algorithm {
  const kinds = { ...KINDS, backSteps: count };
  requireOptions("truncatedItd", options, kinds, ["backSteps", "innerStepSize", "stepSize"]);
  const { backSteps, ...rest } = options;
  return unrolled("truncated ITD", { ...rest, truncate: backSteps });
}

/**
 * One-step differentiation: only the last inner step is differentiated, ∇_x f − α ∇_x∇_y g ∇_y f.
 *
 * Right to O(1 − αμ): meant for inner methods so fast that one step nearly converges.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels
 * @see Bolte, Pauwels & Vaiter 2023, One-step differentiation of iterative algorithms, arXiv 2305.13768
 */
export function oneStep(options: Omit<ItdBioOptions, "truncate">): Algorithm {
  requireOptions("oneStep", options, KINDS, ["innerStepSize", "stepSize"]);
  return unrolled("one-step", { ...options, truncate: 1 });
}

function unrolled(name: string, options: ItdBioOptions): Algorithm {
  const { innerSteps = 10, innerStepSize, stepSize, warmStart = true, truncate } = options;
  return bilevelAlgorithm<AlgorithmState>(name, (problem) => {
    const first = problem.start;
    const back = Math.min(innerSteps, truncate ?? innerSteps);
    return {
      init: () => ({
        iteration: 0,
        x: first.x.slice(),
        y: first.y.slice(),
        gradientNorm: Number.NaN,
      }),
      step: ({ iteration, x, y: last }) => {
        const path = trajectory(problem, x, warmStart ? last : first.y, innerSteps, innerStepSize);
        const y = path[innerSteps]!;
        const { gradient } = walkBack(problem, x, path, innerStepSize, back);
        const next = new Float64Array(x.length);
        move(x, -stepSize, gradient, next);
        return { iteration: iteration + 1, x: next, y, gradientNorm: norm(gradient) };
      },
    };
  });
}

/** y⁰ … y^D. */
export function trajectory(
  problem: Bilevel,
  x: Float64Array,
  start: Float64Array,
  steps: number,
  stepSize: number,
): Float64Array[] {
  const path = [start.slice()];
  for (let t = 0; t < steps; t++) {
    const y = path[t]!.slice();
    addScaled(-stepSize, problem.inner(x, path[t]!).gradient, y);
    path.push(y);
  }
  return path;
}

/** d f(x, y^D)/dx along a trajectory, over its last `back` steps, and what is left there: d f/dy. */
export function walkBack(
  problem: Bilevel,
  x: Float64Array,
  path: readonly Float64Array[],
  stepSize: number,
  back: number,
): { gradient: Float64Array; adjoint: Float64Array } {
  const last = path.length - 1;
  const { x: gradient, y: adjoint } = problem.outer(x, path[last]!);
  for (let t = last - 1; t >= last - back; t--) {
    const { cross, hessian } = problem.along(x, path[t]!, adjoint);
    addScaled(-stepSize, cross, gradient);
    addScaled(-stepSize, hessian, adjoint);
  }
  return { gradient, adjoint };
}
