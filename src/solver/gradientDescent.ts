import { fail } from "../error/fail.ts";
import { ask, isInside, type Known } from "./ask.ts";
import { accept, afterSteps, begin, type Descent, finished, report } from "./descent.ts";
import { count, positive, requireOptions } from "./option.ts";
import type { Answer, Iterate, Minimisation, Request, Solver } from "./solver.ts";
import { type Limits, limits, roundings } from "./stop.ts";
import { dot, move, norm } from "./vector.ts";

/** Options of {@link gradientDescent}. */
export interface GradientDescentOptions {
  /** Length of a step in units of the gradient, at most 2/L. Without it each step is found by backtracking. */
  readonly stepSize?: number | undefined;
  /** Makes exactly this many steps and tests nothing in between. Needs `stepSize`. */
  readonly steps?: number | undefined;
}

const MOST_ITERATIONS = 10_000;
/** Part of the decrease the slope promises that a backtracking step has to bring. */
const ARMIJO = 1e-4;
const MOST_HALVINGS = 100;

/**
 * x ← x − stepSize·∇f(x), or the step found by backtracking (Armijo, starting at twice the last step).
 *
 * The error falls by (κ−1)/(κ+1) a step at best, with stepSize = 2/(L+μ). Choose {@link lbfgs} for the same gradients
 * used better; choose this where a theorem or a truncated derivative asks for plain steps.
 *
 * @throws ERR_NOT_FINITE  the objective is not finite at the start
 *
 * @example
 * ```ts
 * import { gradientDescent, minimize, solveSync, variable } from "echelon";
 *
 * const x = variable("x", 1);
 * const solver = gradientDescent({ stepSize: 0.25, steps: 3 });
 * solveSync([minimize(x, x.square(), { solver })]).value(x); // → 0.125
 * ```
 */
export function gradientDescent(options: GradientDescentOptions = {}): Solver {
  requireOptions("gradientDescent", options, { stepSize: positive, steps: count });
  const { stepSize, steps } = options;
  if (steps !== undefined && stepSize === undefined) {
    fail("ERR_OPTION", {
      operation: "gradientDescent",
      option: "stepSize",
      given: stepSize,
      expected: "given together with steps",
    });
  }
  return {
    name: "gradientDescent",
    order: 1,
    ...(stepSize === undefined ? {} : { stepSize }),
    minimise: (start, rules = {}) => {
      const filled = limits(rules, MOST_ITERATIONS);
      return stepSize === undefined
        ? backtracking(start, filled)
        : fixedStep(start, filled, stepSize, steps);
    },
  };
}

function* fixedStep(
  start: Float64Array,
  rules: Limits,
  stepSize: number,
  steps: number | undefined,
): Minimisation {
  const descent = yield* begin(start, "gradientDescent");
  yield report(descent, 0);
  const trial = new Float64Array(start.length);
  let improved = true;
  for (;;) {
    if (steps !== undefined && descent.iteration === steps) return afterSteps(descent, rules);
    const done =
      steps === undefined || !improved ? yield* finished(descent, rules, improved) : undefined;
    if (done) return done;
    move(descent.x, -stepSize, descent.gradient, trial);
    const known = yield* ask(1, trial);
    improved = isInside(known) && (steps !== undefined || differs(trial, descent.x));
    if (improved) yield accept(descent, trial, known);
  }
}

/** A step too small to change x ends the iteration. */
function differs(a: Float64Array, b: Float64Array): boolean {
  return a.some((entry, i) => entry !== b[i]);
}

function* backtracking(start: Float64Array, rules: Limits): Minimisation {
  const descent = yield* begin(start, "gradientDescent");
  yield report(descent, 0);
  const trial = new Float64Array(start.length);
  let step = 0.5;
  let improved = true;
  for (;;) {
    const done = yield* finished(descent, rules, improved);
    if (done) return done;
    const found = yield* backtrack(descent, 2 * step, trial);
    improved = found !== undefined;
    if (found === undefined) continue;
    step = found.step;
    yield accept(descent, trial, found.known);
  }
}

/** The first of step, step/2, step/4 … that lowers the objective enough; undefined when x no longer changes. */
function* backtrack(
  descent: Descent,
  longest: number,
  trial: Float64Array,
): Generator<Request | Iterate, { step: number; known: Known } | undefined, Answer | undefined> {
  const { x, value, gradient } = descent;
  const noise = roundings(x.length) * Math.abs(value);
  const slope = dot(gradient, gradient);
  let step = longest;
  for (let i = 0; i < MOST_HALVINGS; i++, step /= 2) {
    move(x, -step, gradient, trial);
    if (!differs(trial, x)) return undefined;
    if (!Number.isFinite(norm(trial))) continue;
    const known = yield* ask(1, trial);
    if (!isInside(known)) continue;
    if (value - known.value >= Math.max(ARMIJO * step * slope, noise)) return { step, known };
    // Where values cannot be told apart, the slope at the end must not rise more than it fell.
    const flat = known.value <= value + noise;
    const turned = -dot(gradient, known.gradient) <= (1 - 2 * ARMIJO) * slope;
    if (flat && turned) return { step, known };
  }
  return undefined;
}
