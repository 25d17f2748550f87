import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { count, finite, list, nonnegative, positive, requireOptions } from "../solver/option.ts";
import { norm } from "../solver/vector.ts";
import { bilevelAlgorithm } from "./method.ts";
import { randomAt, type Stream } from "./stream.ts";

/** Options of {@link f2sa}. */
export interface F2saOptions {
  /** Where the minibatches of f and g come from; without streams the method is deterministic. */
  readonly streams?: readonly Stream[];
  /** Seed of all draws. Default 1. */
  readonly seed?: number;
  /** T: steps of y and z an outer step. Default 1. */
  readonly innerSteps?: number;
  /** γ: step of z, and of y on (f + λg)/λ. */
  readonly innerStepSize: number;
  /** β: step of x. */
  readonly stepSize: number;
  /** λ₀: first multiplier; at least 2 L_f/μ in theory. Default 10. */
  readonly multiplier?: number;
  /** δ: what it grows by at each outer step. Default 0. */
  readonly growth?: number;
}

/** State of {@link f2sa}: y minimises f + λg. */
export interface F2saState extends AlgorithmState {
  readonly seed: number;
  /** z ≈ argmin g. */
  readonly lower: Float64Array;
  readonly multiplier: number;
}

/**
 * F²SA: fully first-order stochastic approximation. The inner problem becomes a penalty:
 *
 *     L_λ(x) = min_y [f(x, y) + λ g(x, y)] − λ min_z g(x, z)
 *     z ← z − γ ∇_y G(x, z),   y ← y − γ (∇_y F/λ + ∇_y G(x, y))          T times
 *     x ← x − β (∇_x F(x, y) + λ (∇_x G(x, y) − ∇_x G(x, z))),   λ ← λ + δ
 *
 * Gradients only; |∇L_λ − ∇Φ| = O(κ³/λ), so a constant λ leaves that bias and a growing one removes it.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels
 * @see Kwon, Kwon, Wright & Nowak 2023, A Fully First-Order Method for Stochastic Bilevel Optimization,
 *   arXiv 2301.10945
 */
export function f2sa(options: F2saOptions): Algorithm<F2saState> {
  requireOptions(
    "f2sa",
    options,
    {
      streams: list,
      seed: finite,
      innerSteps: count,
      innerStepSize: positive,
      stepSize: positive,
      multiplier: positive,
      growth: nonnegative,
    },
    ["innerStepSize", "stepSize"],
  );
  const { streams = [], seed = 1, innerSteps = 1, innerStepSize, stepSize } = options;
  const { multiplier: first = 10, growth = 0 } = options;
  return bilevelAlgorithm<F2saState>(
    "F2SA",
    (problem) => ({
      init: () => ({
        iteration: 0,
        x: problem.start.x.slice(),
        y: problem.start.y.slice(),
        lower: problem.start.y.slice(),
        multiplier: first,
        seed,
        gradientNorm: Number.NaN,
      }),
      step: ({ iteration, x, y: yLast, lower, multiplier, seed: own }) => {
        const random = randomAt(own, iteration);
        let [y, z] = [yLast, lower];
        for (let t = 0; t < innerSteps; t++) {
          problem.draw(random);
          const down = problem.inner(x, z).gradient;
          const penalised = problem.inner(x, y).gradient;
          const slope = problem.outer(x, y).y;
          z = z.map((entry, i) => entry - innerStepSize * down[i]!);
          y = y.map((e, i) => e - innerStepSize * (penalised[i]! + slope[i]! / multiplier));
        }
        problem.draw(random);
        const direction = problem.outer(x, y).x;
        const [at, below] = [problem.innerByOuter(x, y), problem.innerByOuter(x, z)];
        for (let i = 0; i < x.length; i++) direction[i]! += multiplier * (at[i]! - below[i]!);
        return {
          iteration: iteration + 1,
          x: x.map((entry, i) => entry - stepSize * direction[i]!),
          y,
          lower: z,
          multiplier: multiplier + growth,
          seed: own,
          gradientNorm: norm(direction),
        };
      },
    }),
    streams,
  );
}
