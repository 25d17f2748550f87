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

/** A gradient that vanished over a step of this part of the whole way, so that steps did not shrink … */
const STRIDE = 1e-4;
/** … where the curvature is this part of the largest met, is looked at again … */
const FADED = 1e-12;
/** … this part of max(1, |x|) further down. */
const OUTLOOK = 0.1;

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
  /** Length of the last step, and of all of them. */
  step: number;
  path: number;
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
    step: 0,
    path: 0,
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
  descent.step = step;
  descent.path += step;
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
export function* finished(
  descent: Descent,
  rules: Limits,
  improved: boolean,
): Generator<Request | Iterate, Outcome | undefined, Answer | undefined> {
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
  let word = status(progress, rules);
  const { step, path } = descent;
  const isWanted =
    gradientNorm === 0 || step * gradientNorm > rules.decreaseTolerance * Math.abs(value);
  const isFaded = step > STRIDE * path && slope < FADED * curvature && isWanted;
  const isDoubtful = isFaded || (open && !improved);
  if (word === "converged" && isDoubtful && rules.stepTolerance < Number.POSITIVE_INFINITY) {
    const endless = gradientNorm === 0 ? isFaded : yield* isEndless(descent);
    if (endless) word = improved && iteration < rules.maxIterations ? undefined : "stalled";
  }
  if (word === undefined) return undefined;
  return { x, value, gradientNorm, status: word, iterations: iteration, indefinite: false };
}

/**
 * Whether a gradient fades without a minimum, as that of exp(x) does on the way to −∞: far down the slope it would have
 * turned, be the minimum flat or the gradient made of rounding errors.
 */
function* isEndless(descent: Descent): Generator<Request | Iterate, boolean, Answer | undefined> {
  const { x, gradient, gradientNorm, scratch } = descent;
  const reach = OUTLOOK * Math.max(1, norm(x));
  for (let i = 0; i < x.length; i++) scratch[i] = x[i]! - reach * (gradient[i]! / gradientNorm);
  const { gradient: further } = yield* ask(1, scratch);
  const furtherNorm = norm(further);
  if (furtherNorm === 0) return true;
  // Divided by their norms: the product of two that have faded is 0.
  let turned = 0;
  for (let i = 0; i < x.length; i++)
    turned += (gradient[i]! / gradientNorm) * (further[i]! / furtherNorm);
  return turned > 0 && furtherNorm < gradientNorm;
}

/** The outcome after a fixed number of steps: converged or not, but never stopped early. */
export function afterSteps(descent: Descent, rules: Limits): Outcome {
  const { x, value, gradientNorm, iteration } = descent;
  const word = gradientNorm <= rules.tolerance ? "converged" : "max-iterations";
  return { x, value, gradientNorm, status: word, iterations: iteration, indefinite: false };
}
