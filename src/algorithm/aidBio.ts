import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { count, flag, positive, requireOptions } from "../solver/option.ts";
import { move, norm } from "../solver/vector.ts";
import { conjugateSteps } from "./conjugateSteps.ts";
import { descend } from "./descend.ts";
import { bilevelAlgorithm } from "./method.ts";

/** Options of {@link aidBio}. */
export interface AidBioOptions {
  /** D: inner gradient steps an outer step. Default 10. */
  readonly innerSteps?: number;
  /** α ≤ 1/L of them. */
  readonly innerStepSize: number;
  /** N: conjugate-gradient steps of the adjoint system. Default 10. */
  readonly adjointSteps?: number;
  /** β: outer step size; 1/(8 L_Φ) in theory. */
  readonly stepSize: number;
  /** Start y and v where the last outer step left them. Default true. */
  readonly warmStart?: boolean;
}

/** State of {@link aidBio}. */
export interface AidBioState extends AlgorithmState {
  /** v ≈ (∇²_y g)⁻¹ ∇_y f. */
  readonly adjoint: Float64Array;
}

/**
 * AID-BiO: bilevel optimization by approximate implicit differentiation.
 *
 *     y ← D steps of y − α ∇_y g(x, y)                     from the last y
 *     v ← N conjugate-gradient steps on ∇²_y g v = ∇_y f    from the last v
 *     x ← x − β (∇_x f − ∇_x∇_y g v)
 *
 * Theory: D = Θ(κ), N = Θ(√κ), β = Θ(κ⁻³) give |∇Φ|² ≤ ε in O(κ³/ε) outer steps. Choose `aid()` as the
 * method of `solve` where a line search should find the steps, {@link itdBio} where the inner loop is short.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels
 * @see Ji, Yang & Liang 2021, Bilevel Optimization: Convergence Analysis and Enhanced Design,
 *   arXiv 2010.07962
 */
export function aidBio(options: AidBioOptions): Algorithm<AidBioState> {
  requireOptions(
    "aidBio",
    options,
    {
      innerSteps: count,
      innerStepSize: positive,
      adjointSteps: count,
      stepSize: positive,
      warmStart: flag,
    },
    ["innerStepSize", "stepSize"],
  );
  const { innerSteps = 10, innerStepSize, adjointSteps = 10, stepSize, warmStart = true } = options;
  return bilevelAlgorithm("AID-BiO", (problem) => {
    const first = problem.start;
    return {
      init: () => ({
        iteration: 0,
        x: first.x.slice(),
        y: first.y.slice(),
        adjoint: new Float64Array(first.y.length),
        gradientNorm: Number.NaN,
      }),
      step: ({ iteration, x, y: last, adjoint: guess }) => {
        const start = warmStart ? last : first.y;
        const y = descend(problem, x, start, { steps: innerSteps, stepSize: innerStepSize });
        const f = problem.outer(x, y);
        const adjoint = conjugateSteps(
          (v) => problem.hessian(x, y, v),
          f.y,
          adjointSteps,
          warmStart ? guess : undefined,
        );
        const gradient = f.x;
        const indirect = problem.cross(x, y, adjoint);
        move(gradient, -1, indirect, gradient);
        const next = new Float64Array(x.length);
        move(x, -stepSize, gradient, next);
        return { iteration: iteration + 1, x: next, y, adjoint, gradientNorm: norm(gradient) };
      },
    };
  });
}
