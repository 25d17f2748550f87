import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { count, type Kinds, positive, requireOptions } from "../solver/option.ts";
import { move, norm } from "../solver/vector.ts";
import type { Bilevel } from "./bilevel.ts";
import { nesterov } from "./descend.ts";
import { heavyBall } from "./heavyBall.ts";
import { bilevelAlgorithm } from "./method.ts";
import { requireCurvature } from "./requireCurvature.ts";

/** Options that {@link accBio} and {@link accBioBg} share. */
export interface AcceleratedOptions {
  /** N: Nesterov steps of the inner level an outer step. Default 20. */
  readonly innerSteps?: number;
  /** M: heavy-ball steps of the adjoint system. Default 20. */
  readonly adjointSteps?: number;
  /** L and μ: largest and smallest eigenvalue of ∇²_y g. */
  readonly innerSmoothness: number;
  readonly innerConvexity: number;
  /** L_Φ and μ_x: the same of ∇²Φ. */
  readonly smoothness: number;
  readonly convexity: number;
}

const KINDS: Kinds<AcceleratedOptions> = {
  innerSteps: count,
  adjointSteps: count,
  innerSmoothness: positive,
  innerConvexity: positive,
  smoothness: positive,
  convexity: positive,
};

/** State of {@link accBio}: x is where the next gradient is taken. */
export interface AccBioState extends AlgorithmState {
  /** z: the last plain gradient step, from which x was extrapolated. */
  readonly plain: Float64Array;
}

/**
 * AccBiO: Nesterov's method on Φ, with accelerated inner loops started from scratch.
 *
 *     y ← N Nesterov steps on g(x, ·) from the start;   v ← M heavy-ball steps on ∇²_y g v = ∇_y f from 0
 *     z⁺ = x − (∇_x f − ∇_x∇_y g v)/L_Φ,   x⁺ = z⁺ + (√κ_x−1)/(√κ_x+1) (z⁺ − z)
 *
 * For strongly convex Φ: O(√κ_x log 1/ε) outer steps where {@link aidBio} needs O(κ_x log 1/ε), with
 * N, M = Θ(√κ_y log 1/ε). "Accelerated" is said of outer steps, not of the total work.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense, or bounds with μ > L; ERR_LEVELS  other than
 *   two levels
 * @see Ji & Liang 2023, Lower Bounds and Accelerated Algorithms for Bilevel Optimization,
 *   arXiv 2102.03926
 */
export function accBio(options: AcceleratedOptions): Algorithm<AccBioState> {
  requireAccelerated("accBio", options, {});
  const { smoothness, convexity } = options;
  const root = Math.sqrt(smoothness / convexity);
  const momentum = (root - 1) / (root + 1);
  return bilevelAlgorithm("AccBiO", (problem) => {
    const first = problem.start;
    return {
      init: () => ({
        iteration: 0,
        x: first.x.slice(),
        y: first.y.slice(),
        plain: first.x.slice(),
        gradientNorm: Number.NaN,
      }),
      step: ({ iteration, x, plain: before }) => {
        const zero = new Float64Array(first.y.length);
        const { gradient, y } = acceleratedGradient(problem, x, first.y, zero, options);
        const plain = new Float64Array(x.length);
        move(x, -1 / smoothness, gradient, plain);
        const next = plain.map((entry, i) => entry + momentum * (entry - before[i]!));
        return { iteration: iteration + 1, x: next, y, plain, gradientNorm: norm(gradient) };
      },
    };
  });
}

/** @throws ERR_OPTION */
export function requireAccelerated<Options extends AcceleratedOptions>(
  name: string,
  options: Options,
  further: Kinds<Omit<Options, keyof AcceleratedOptions>>,
): void {
  requireOptions(name, options, { ...KINDS, ...further } as Kinds<Options>);
  const { innerConvexity, innerSmoothness, convexity, smoothness } = options;
  requireCurvature(name, { innerConvexity, innerSmoothness });
  requireCurvature(name, { convexity, smoothness });
}

/** ∇_x f − ∇_x∇_y g v by Nesterov steps for y and heavy-ball steps for v. */
export function acceleratedGradient(
  problem: Bilevel,
  x: Float64Array,
  start: Float64Array,
  guess: Float64Array,
  { innerSteps = 20, adjointSteps = 20, innerSmoothness, innerConvexity }: AcceleratedOptions,
): { gradient: Float64Array; y: Float64Array; adjoint: Float64Array } {
  const y = nesterov((z) => problem.inner(x, z).gradient, start, {
    steps: innerSteps,
    smoothness: innerSmoothness,
    convexity: innerConvexity,
  });
  const f = problem.outer(x, y);
  const adjoint = heavyBall((v) => problem.hessian(x, y, v), f.y, guess, {
    steps: adjointSteps,
    smoothness: innerSmoothness,
    convexity: innerConvexity,
  });
  move(f.x, -1, problem.cross(x, y, adjoint), f.x);
  return { gradient: f.x, y, adjoint };
}
