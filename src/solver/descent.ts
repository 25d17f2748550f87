import { ask, type Known, requireInside } from "./ask.ts";
import type { Answer, Iterate, Outcome, Request } from "./solver.ts";
import { gradientFloor, isOpen, type Limits, status } from "./stop.ts";
import { distance, norm } from "./vector.ts";

/** Below its floor a gradient norm that has not fallen for this many iterations will not fall any more. */
const PATIENCE = 20;
/** Differences of gradients smaller than this part of the steepest one are too near rounding to measure curvature. */
const MEASURABLE = 1e-6;

/** Relative change of the objective over a step as long as x that is not small. */
const CHANGE = 1e-6;

/** Where a method of order 1 stands, and what it has seen; the part all of them share. */
export interface Descent {
  readonly x: Float64Array;
  value: number;
  readonly gradient: Float64Array;
  gradientNorm: number;
  iteration: number;
  /** Largest gradient norm met. */
  steepest: number;
  /** Largest slope of the gradient met, |Δ∇f|/|Δx|. */
  curvature: number;
  /** The last slope of the gradient. */
  slope: number;
  /** Smallest gradient norm met, and for how many iterations it has stood. */
  smallest: number;
  waited: number;
  readonly scratch: Float64Array;
}

/** Asks for value and gradient at the start. @throws ERR_NOT_FINITE  they are not finite there */
export function* begin(
  start: Float64Array,
  operation: string,
): Generator<Request | Iterate, Descent, Answer | undefined> {
  const x = start.slice();
  const known = yield* ask(1, x);
  requireInside(known, operation);
  const gradientNorm = norm(known.gradient);
  return {
    x,
    value: known.value,
    gradient: known.gradient.slice(),
    gradientNorm,
    iteration: 0,
    steepest: gradientNorm,
    curvature: 0,
    slope: 0,
    smallest: gradientNorm,
    waited: 0,
    scratch: new Float64Array(x.length),
  };
}

/** Moves to a trial that was evaluated; returns the iterate to yield. */
export function accept(descent: Descent, trial: Float64Array, known: Known): Iterate {
  const { x, gradient } = descent;
  const step = distance(trial, x, descent.scratch);
  const turn = distance(known.gradient, gradient, descent.scratch);
  x.set(trial);
  gradient.set(known.gradient);
  descent.value = known.value;
  descent.gradientNorm = norm(gradient);
  descent.steepest = Math.max(descent.steepest, descent.gradientNorm);
  descent.iteration++;
  if (step > 0 && turn > 0) descent.slope = turn / step;
  if (step > 0 && turn > MEASURABLE * descent.steepest) {
    descent.curvature = Math.max(descent.curvature, turn / step);
  }
  descent.waited++;
  if (descent.gradientNorm < descent.smallest) {
    descent.smallest = descent.gradientNorm;
    descent.waited = 0;
  }
  return report(descent, step);
}

/** The iterate for the caller: a copy. */
export function report(descent: Descent, step: number): Iterate {
  const { x, value, gradientNorm, iteration } = descent;
  return { kind: "iterate", x: x.slice(), value, gradientNorm, iteration, step };
}

/**
 * The outcome, if this is the end.
 *
 * @param improved  did the last step improve anything; a method that cannot tell says true, and patience decides
 */
export function finished(descent: Descent, rules: Limits, improved: boolean): Outcome | undefined {
  const { x, value, gradientNorm, iteration, steepest, curvature, slope } = descent;
  const length = norm(x);
  const floor = gradientFloor({ size: x.length, steepest, curvature, length, value });
  const hopeless = descent.waited >= PATIENCE && gradientNorm <= Math.max(floor, rules.noise);
  // Before the curvature is known, the change of the objective over a step as long as x, or 1.
  const reach = slope > 0 ? gradientNorm / slope : Math.max(1, length);
  const decrease = gradientNorm * reach;
  const open =
    iteration === 0
      ? decrease > CHANGE * Math.abs(value) && rules.stepTolerance < Number.POSITIVE_INFINITY
      : isOpen(reach, decrease, { length, value }, rules);
  const progress = { gradientNorm, iteration, improved: improved && !hopeless, floor, open };
  const word = status(progress, rules);
  if (word === undefined) return undefined;
  return { x, value, gradientNorm, status: word, iterations: iteration, indefinite: false };
}

/** The outcome after a fixed number of steps: converged or not, but never stopped early. */
export function afterSteps(descent: Descent, rules: Limits): Outcome {
  const { x, value, gradientNorm, iteration } = descent;
  const word = gradientNorm <= rules.tolerance ? "converged" : "max-iterations";
  return { x, value, gradientNorm, status: word, iterations: iteration, indefinite: false };
}
