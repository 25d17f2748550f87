import { ask, isInside } from "./ask.ts";
import { accept, afterSteps, begin, finished, report } from "./descent.ts";
import { count, flag, fraction, positive, requireOptions } from "./option.ts";
import type { Minimisation, Solver } from "./solver.ts";
import { type Limits, limits } from "./stop.ts";

/** Options of {@link momentum}. */
export interface MomentumOptions {
  /** Length of a step in units of the gradient. Default 0.01: at most 2/L is stable. */
  readonly stepSize?: number | undefined;
  /** Part of the last step that is repeated. Default 0.9; best for condition κ: (√κ−1)²/(√κ+1)² or, with nesterov, (√κ−1)/(√κ+1). */
  readonly momentum?: number | undefined;
  /** Takes the gradient where the momentum leads, not where it starts. Default false. */
  readonly nesterov?: boolean | undefined;
  /** Makes exactly this many steps and tests nothing in between. */
  readonly steps?: number | undefined;
}

const MOST_ITERATIONS = 10_000;

/**
 * Gradient descent with momentum: Polyak's heavy ball, or Nesterov's accelerated gradient.
 *
 *     heavy ball   x⁺ = x − stepSize·∇f(x) + momentum·(x − x⁻)
 *     Nesterov     z⁺ = x − stepSize·∇f(x),   x⁺ = z⁺ + momentum·(z⁺ − z)
 *
 * Both need √κ times as many steps as the logarithm of the accuracy, where plain descent needs κ. The values may rise
 * on the way. The reported point is the one whose gradient was taken.
 *
 * @throws ERR_NOT_FINITE  the objective is not finite at the start
 * @see Polyak 1964; Nesterov 2018, Lectures on Convex Optimization, (2.2.22)
 *
 * @example
 * ```ts
 * import { minimize, momentum, solveSync, variable } from "echelon";
 *
 * const x = variable("x", 1);
 * const solver = momentum({ stepSize: 0.25, momentum: 0.5, steps: 3 });
 * solveSync([minimize(x, x.square(), { solver })]).value(x); // → -0.25
 * ```
 */
export function momentum(options: MomentumOptions = {}): Solver {
  requireOptions("momentum", options, {
    stepSize: positive,
    momentum: fraction,
    nesterov: flag,
    steps: count,
  });
  const { stepSize = 0.01, momentum: keep = 0.9 } = options;
  return {
    name: options.nesterov ? "nesterov" : "momentum",
    order: 1,
    stepSize,
    minimise: (start, rules = {}) =>
      minimise(start, limits(rules, MOST_ITERATIONS), { ...options, stepSize, momentum: keep }),
  };
}

function* minimise(
  start: Float64Array,
  rules: Limits,
  {
    stepSize,
    momentum: keep = 0,
    nesterov,
    steps,
  }: MomentumOptions & { readonly stepSize: number },
): Minimisation {
  const descent = yield* begin(start, nesterov ? "nesterov" : "momentum");
  yield report(descent, 0);
  const { x, gradient } = descent;
  const trial = new Float64Array(x.length);
  // Heavy ball: the point before x. Nesterov: the z before.
  const past = x.slice();
  let improved = true;
  for (;;) {
    if (steps !== undefined && descent.iteration === steps) return afterSteps(descent, rules);
    const done =
      steps === undefined || !improved ? yield* finished(descent, rules, improved) : undefined;
    if (done) return done;
    for (let i = 0; i < x.length; i++) {
      const plain = x[i]! - stepSize * gradient[i]!;
      trial[i] = plain + keep * ((nesterov ? plain : x[i]!) - past[i]!);
      past[i] = nesterov ? plain : x[i]!;
    }
    const known = yield* ask(1, trial);
    improved = isInside(known);
    if (improved) yield accept(descent, trial, known);
  }
}
