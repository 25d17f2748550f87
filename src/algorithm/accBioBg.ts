import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { positive } from "../solver/option.ts";
import { norm } from "../solver/vector.ts";
import { type AcceleratedOptions, acceleratedGradient, requireAccelerated } from "./accBio.ts";
import { bilevelAlgorithm } from "./method.ts";

/** Options of {@link accBioBg}. */
export interface AccBioBgOptions extends AcceleratedOptions {
  /** α ≤ 1/(2 L_Φ). Default 1/(2 smoothness). */
  readonly stepSize?: number;
}

/** State of {@link accBioBg}: x is the sequence that converges (z in the paper). */
export interface AccBioBgState extends AlgorithmState {
  /** The long-step sequence that is mixed in (x in the paper). */
  readonly mixed: Float64Array;
  readonly adjoint: Float64Array;
}

/**
 * AccBiO-BG: accelerated bilevel optimization for bounded gradients, with warm-started inner loops.
 *
 *     x̃ = η x + (1−η) z;   y, v by N Nesterov and M heavy-ball steps at x̃, from where they were
 *     x⁺ = τ x̃ + (1−τ) x − β G,   z⁺ = x̃ − α G,   G = ∇_x f − ∇_x∇_y g v
 *     η = √(αμ_x)/(√(αμ_x)+2),   τ = √(αμ_x)/2,   β = √(α/μ_x)
 *
 * The warm start saves the log factor in N that {@link accBio} needs.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense, or bounds with μ > L; ERR_LEVELS  other than
 *   two levels
 * @see Ji & Liang 2023, Lower Bounds and Accelerated Algorithms for Bilevel Optimization,
 *   arXiv 2102.03926
 */
export function accBioBg(options: AccBioBgOptions): Algorithm<AccBioBgState> {
  requireAccelerated("accBioBg", options, { stepSize: positive });
  const { smoothness, convexity, stepSize: alpha = 1 / (2 * smoothness) } = options;
  const root = Math.sqrt(alpha * convexity);
  const [eta, tau, beta] = [root / (root + 2), root / 2, Math.sqrt(alpha / convexity)];
  return bilevelAlgorithm("AccBiO-BG", (problem) => {
    const first = problem.start;
    return {
      init: () => ({
        iteration: 0,
        x: first.x.slice(),
        y: first.y.slice(),
        mixed: first.x.slice(),
        adjoint: new Float64Array(first.y.length),
        gradientNorm: Number.NaN,
      }),
      step: ({ iteration, x: z, y: start, mixed: x, adjoint: guess }) => {
        const point = x.map((entry, i) => eta * entry + (1 - eta) * z[i]!);
        const { gradient, y, adjoint } = acceleratedGradient(problem, point, start, guess, options);
        const mixed = x.map((e, i) => tau * point[i]! + (1 - tau) * e - beta * gradient[i]!);
        const next = point.map((entry, i) => entry - alpha * gradient[i]!);
        const gradientNorm = norm(gradient);
        return { iteration: iteration + 1, x: next, y, mixed, adjoint, gradientNorm };
      },
    };
  });
}
