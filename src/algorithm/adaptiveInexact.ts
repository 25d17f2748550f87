import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { fraction, positive, requireOptions } from "../solver/option.ts";
import { norm } from "../solver/vector.ts";
import {
  type BilevelConstants,
  type InexactSolvers,
  inexactHypergradient,
  inexactKinds,
} from "./inexactHypergradient.ts";
import { bilevelAlgorithm } from "./method.ts";
import { requireCurvature } from "./requireCurvature.ts";

/** Options of {@link adaptiveInexact}. */
export interface AdaptiveInexactOptions extends BilevelConstants, InexactSolvers {
  /** β: outer step size. */
  readonly stepSize: number;
  /** η < 1: the error allowed, relative to the gradient's norm. Default 1/2. */
  readonly accuracy?: number;
  /** First tolerance of y and of the adjoint residual. Default 1. */
  readonly tolerance?: number;
}

/** State of {@link adaptiveInexact}. */
export interface AdaptiveInexactState extends AlgorithmState {
  readonly adjoint: Float64Array;
  /** Tolerance that was good enough last time. */
  readonly tolerance: number;
  /** Bound on the error of the last gradient. */
  readonly bound: number;
  /** Inner gradients and Hessian-vector products so far. */
  readonly work: number;
}

/** What a tolerance shrinks by where the bound asks for more, and grows by between steps. */
const SHRINK = 0.25;
const GROW = 2;
const TOLERANCE_LEAST = 1e-15;

/**
 * Gradient descent on Φ with hypergradients only as exact as they need to be: the tolerances of both
 * inner problems shrink until the a posteriori bound is below η|h|, so that −h surely descends, and
 * grow again after the step.
 *
 *     |h − ∇Φ| ≤ bound ≤ η |h|,   x ← x − β h
 *
 * Early steps cost a handful of inner iterations; a fixed tolerance pays for the last digit from the
 * start, or stops short of it.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense, or bounds with μ > L; ERR_LEVELS  other than
 *   two levels
 * @see Ehrhardt & Roberts 2024 for the bound, {@link inexactHypergradient}; Salehi, Mukherjee, Roberts &
 *   Ehrhardt 2025, An Adaptively Inexact First-Order Method for Bilevel Optimization with Application to
 *   Hyperparameter Learning, arXiv 2308.10098, for the adaptation
 */
export function adaptiveInexact(options: AdaptiveInexactOptions): Algorithm<AdaptiveInexactState> {
  requireOptions(
    "adaptiveInexact",
    options,
    {
      ...inexactKinds,
      stepSize: positive,
      accuracy: ["a number in (0, 1)", (given) => positive[1](given) && fraction[1](given)],
      tolerance: positive,
    },
    ["innerConvexity", "innerSmoothness", "outerSmoothness", "stepSize"],
  );
  const { stepSize, accuracy = 0.5, tolerance: first = 1, ...constants } = options;
  const { innerConvexity, innerSmoothness } = options;
  requireCurvature("adaptiveInexact", { innerConvexity, innerSmoothness });
  return bilevelAlgorithm("adaptive inexact", (problem) => ({
    init: () => ({
      iteration: 0,
      x: problem.start.x.slice(),
      y: problem.start.y.slice(),
      adjoint: new Float64Array(problem.start.y.length),
      tolerance: first,
      bound: Number.NaN,
      work: 0,
      gradientNorm: Number.NaN,
    }),
    step: ({ iteration, x, y, adjoint, tolerance: last, work: before }) => {
      let tolerance = last;
      let work = before;
      let start = { y, adjoint };
      for (;;) {
        const tolerances = { inner: tolerance, adjoint: tolerance };
        const found = inexactHypergradient(problem, x, start, tolerances, constants);
        work += found.work;
        start = found;
        const gradientNorm = norm(found.gradient);
        if (found.bound > accuracy * gradientNorm && tolerance > TOLERANCE_LEAST) {
          tolerance *= SHRINK;
          continue;
        }
        return {
          iteration: iteration + 1,
          x: x.map((entry, i) => entry - stepSize * found.gradient[i]!),
          y: found.y,
          adjoint: found.adjoint,
          tolerance: GROW * tolerance,
          bound: found.bound,
          work,
          gradientNorm,
        };
      }
    },
  }));
}
