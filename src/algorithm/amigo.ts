import type { Algorithm } from "../solve/algorithm.ts";
import { count, finite, list, positive, requireOptions } from "../solver/option.ts";
import { addScaled, move, norm } from "../solver/vector.ts";
import { descend } from "./descend.ts";
import { bilevelAlgorithm } from "./method.ts";
import { type SingleLoopState, stepAt, stepSchedule } from "./soba.ts";
import { randomAt, type Stream } from "./stream.ts";

/** Options of {@link amigo}. */
export interface AmigoOptions {
  /** Where the minibatches of f and g come from; without streams the method is deterministic. */
  readonly streams?: readonly Stream[];
  /** Seed of all draws. Default 1. */
  readonly seed?: number;
  /** T: SGD steps of y an outer step. Default 10. */
  readonly innerSteps?: number;
  /** α of them. */
  readonly innerStepSize: number;
  /** N: SGD steps of the adjoint system. Default 10. */
  readonly adjointSteps?: number;
  /** β of them. Default: innerStepSize. */
  readonly adjointStepSize?: number;
  /** γ: step of x, or its value at each iteration. */
  readonly stepSize: number | ((iteration: number) => number);
}

/**
 * AmIGO: amortised implicit gradients. Both inner problems are SGD runs that go on from where the last
 * outer step left them, so that a constant number of steps is enough.
 *
 *     y ← T steps of y − α ∇_y G,   v ← N steps of v − β (∇²_y G v − ∇_y F),   x ← x − γ (∇_x F − ∇_x∇_y G v)
 *
 * Without log factors in T and N: the warm start of v is what {@link stocBio}'s series lacks.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels
 * @see Arbel & Mairal 2022, Amortized Implicit Differentiation for Stochastic Bilevel Optimization,
 *   arXiv 2111.14580
 */
export function amigo(options: AmigoOptions): Algorithm<SingleLoopState> {
  requireOptions(
    "amigo",
    options,
    {
      streams: list,
      seed: finite,
      innerSteps: count,
      innerStepSize: positive,
      adjointSteps: count,
      adjointStepSize: positive,
      stepSize: stepSchedule,
    },
    ["innerStepSize", "stepSize"],
  );
  const { streams = [], seed = 1, innerSteps = 10, innerStepSize, adjointSteps = 10 } = options;
  const { adjointStepSize = innerStepSize, stepSize } = options;
  return bilevelAlgorithm<SingleLoopState>(
    "AmIGO",
    (problem) => ({
      init: () => ({
        iteration: 0,
        x: problem.start.x.slice(),
        y: problem.start.y.slice(),
        adjoint: new Float64Array(problem.start.y.length),
        seed,
        gradientNorm: Number.NaN,
      }),
      step: ({ iteration, x, y: last, adjoint: guess, seed: own }) => {
        const random = randomAt(own, iteration);
        const inner = { steps: innerSteps, stepSize: innerStepSize };
        const y = descend(problem, x, last, inner, random);
        problem.draw(random);
        const f = problem.outer(x, y);
        const adjoint = guess.slice();
        for (let t = 0; t < adjointSteps; t++) {
          problem.draw(random);
          const product = problem.hessian(x, y, adjoint);
          move(product, -1, f.y, product);
          addScaled(-adjointStepSize, product, adjoint);
        }
        problem.draw(random);
        move(f.x, -1, problem.cross(x, y, adjoint), f.x);
        const gamma = stepAt(stepSize, iteration);
        const next = x.map((entry, i) => entry - gamma * f.x[i]!);
        return {
          iteration: iteration + 1,
          x: next,
          y,
          adjoint,
          seed: own,
          gradientNorm: norm(f.x),
        };
      },
    }),
    streams,
  );
}
