import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { callable, finite, type Kind, list, positive, requireOptions } from "../solver/option.ts";
import { move, norm } from "../solver/vector.ts";
import { bilevelAlgorithm } from "./method.ts";
import { randomAt, type Stream } from "./stream.ts";

/** Options of {@link soba}. */
export interface SobaOptions {
  /** Where the minibatches of f and g come from; without streams the method is deterministic. */
  readonly streams?: readonly Stream[];
  /** Seed of all draws. Default 1. */
  readonly seed?: number;
  /** ρ: step of y and of the adjoint v, or its value at each iteration. */
  readonly innerStepSize: number | ((iteration: number) => number);
  /** γ: step of x, or its value at each iteration. */
  readonly stepSize: number | ((iteration: number) => number);
}

/** State of the single-loop methods. */
export interface SingleLoopState extends AlgorithmState {
  readonly seed: number;
  /** v ≈ (∇²_y g)⁻¹ ∇_y f, one step of its system behind. */
  readonly adjoint: Float64Array;
}

/**
 * SOBA: inner variable, adjoint and outer variable take one SGD step each, at once and on one batch.
 *
 *     y ← y − ρ ∇_y G,   v ← v − ρ (∇²_y G v − ∇_y F),   x ← x − γ (∇_x F − ∇_x∇_y G v)
 *
 * All three directions are unbiased and linear in the samples. O(ε⁻²) samples with decaying steps, the
 * rate of SGD. Choose {@link saba} where the data are a finite sum: constant steps then converge.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels
 * @see Dagréou, Ablin, Vaiter & Moreau 2022, A framework for bilevel optimization that enables stochastic
 *   and global variance reduction algorithms, arXiv 2201.13409
 */
export function soba(options: SobaOptions): Algorithm<SingleLoopState> {
  requireOptions(
    "soba",
    options,
    { streams: list, seed: finite, innerStepSize: stepSchedule, stepSize: stepSchedule },
    ["innerStepSize", "stepSize"],
  );
  const { streams = [], seed = 1, innerStepSize, stepSize } = options;
  return bilevelAlgorithm<SingleLoopState>(
    "SOBA",
    (problem) => ({
      init: () => ({
        iteration: 0,
        x: problem.start.x.slice(),
        y: problem.start.y.slice(),
        adjoint: new Float64Array(problem.start.y.length),
        seed,
        gradientNorm: Number.NaN,
      }),
      step: ({ iteration, x, y, adjoint, seed: own }) => {
        problem.draw(randomAt(own, iteration));
        const { gradient, hessian, cross } = problem.along(x, y, adjoint);
        const f = problem.outer(x, y);
        const [rho, gamma] = [stepAt(innerStepSize, iteration), stepAt(stepSize, iteration)];
        const direction = f.x;
        move(direction, -1, cross, direction);
        return {
          iteration: iteration + 1,
          x: x.map((entry, i) => entry - gamma * direction[i]!),
          y: y.map((entry, i) => entry - rho * gradient[i]!),
          adjoint: adjoint.map((entry, i) => entry - rho * (hessian[i]! - f.y[i]!)),
          seed: own,
          gradientNorm: norm(direction),
        };
      },
    }),
    streams,
  );
}

/** A step size, or its value at each iteration. */
export const stepSchedule: Kind = [
  "a finite number > 0, or a function of the iteration",
  (given) => callable[1](given) || positive[1](given),
];

/** A constant step size, or the value of a schedule. */
export function stepAt(size: number | ((iteration: number) => number), iteration: number): number {
  return typeof size === "number" ? size : size(iteration);
}
