import { power } from "../value/power.ts";
import { ask, isInside } from "./ask.ts";
import { accept, afterSteps, begin, finished, report } from "./descent.ts";
import { count, fraction, nonnegative, positive, requireOptions } from "./option.ts";
import type { Minimisation, Solver } from "./solver.ts";
import { type Limits, limits } from "./stop.ts";

/** Options of {@link adam}. */
export interface AdamOptions {
  /** About the largest change of a coordinate in one step. Default 0.001. */
  readonly stepSize?: number | undefined;
  /** Decay of the mean gradient. Default 0.9. */
  readonly beta1?: number | undefined;
  /** Decay of the mean square. Default 0.999. */
  readonly beta2?: number | undefined;
  /** Added to the root of the mean square; 0 is allowed. Default 1e-8. */
  readonly epsilon?: number | undefined;
  /** Makes exactly this many steps and tests nothing in between. */
  readonly steps?: number | undefined;
}

const MOST_ITERATIONS = 10_000;

/**
 * Adam: momentum with a step size per coordinate, scaled by the root of the mean square gradient.
 *
 *     m ← β₁m + (1−β₁)∇f,   v ← β₂v + (1−β₂)(∇f)²,   x ← x − stepSize·m̂/(√v̂ + ε),   m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ)
 *
 * For noisy or badly scaled gradients. With a fixed step size it circles the solution at about that distance: choose
 * {@link lbfgs} or {@link newton} to converge. A coordinate whose gradient has always been 0 does not move, also with
 * ε = 0.
 *
 * @throws ERR_NOT_FINITE  the objective is not finite at the start
 * @see Kingma & Ba 2015, Algorithm 1
 *
 * @example
 * ```ts
 * import { adam, minimize, solveSync, variable } from "echelon";
 *
 * const x = variable("x", [3, -3]);
 * const solver = adam({ stepSize: 0.1, epsilon: 0, steps: 1 });
 * solveSync([minimize(x, x.square().sum(), { solver })]).value(x); // → [2.9, -2.9]
 * ```
 */
export function adam(options: AdamOptions = {}): Solver {
  requireOptions("adam", options, {
    stepSize: positive,
    beta1: fraction,
    beta2: fraction,
    epsilon: nonnegative,
    steps: count,
  });
  const { stepSize = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, steps } = options;
  const filled = { stepSize, beta1, beta2, epsilon, steps };
  return {
    name: "adam",
    order: 1,
    minimise: (start, rules = {}) => minimise(start, limits(rules, MOST_ITERATIONS), filled),
  };
}

type Filled = { [Option in keyof Omit<AdamOptions, "steps">]-?: number } & Pick<
  AdamOptions,
  "steps"
>;

function* minimise(start: Float64Array, rules: Limits, options: Filled): Minimisation {
  const { steps } = options;
  const descent = yield* begin(start, "adam");
  yield report(descent, 0);
  const trial = new Float64Array(start.length);
  const mean = new Float64Array(start.length);
  const square = new Float64Array(start.length);
  let improved = true;
  for (;;) {
    if (steps !== undefined && descent.iteration === steps) return afterSteps(descent, rules);
    const done =
      steps === undefined || !improved ? yield* finished(descent, rules, improved) : undefined;
    if (done) return done;
    const { x, gradient, iteration } = descent;
    average(mean, square, gradient, options);
    const first = options.stepSize / (1 - power(options.beta1, iteration + 1));
    const second = 1 / Math.sqrt(1 - power(options.beta2, iteration + 1));
    for (let i = 0; i < x.length; i++) {
      const size = Math.sqrt(square[i]!) * second + options.epsilon;
      // 0/0 at a coordinate that never had a gradient.
      trial[i] = size > 0 ? x[i]! - (first * mean[i]!) / size : x[i]!;
    }
    const known = yield* ask(1, trial);
    improved = isInside(known);
    if (improved) yield accept(descent, trial, known);
  }
}

function average(
  mean: Float64Array,
  square: Float64Array,
  gradient: Float64Array,
  { beta1, beta2 }: Filled,
): void {
  for (let i = 0; i < gradient.length; i++) {
    mean[i] = beta1 * mean[i]! + (1 - beta1) * gradient[i]!;
    square[i] = beta2 * square[i]! + (1 - beta2) * gradient[i]! ** 2;
  }
}
