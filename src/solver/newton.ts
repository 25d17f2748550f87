import { fail } from "../error/fail.ts";
import { ask, isInside, type Known, requireInside } from "./ask.ts";
import { type Curvature, curvature, curvatureOf } from "./curvature.ts";
import { limit, requireOptions } from "./option.ts";
import { ShiftedHessian } from "./shiftedHessian.ts";
import type { Answer, Iterate, Minimisation, Outcome, Request, Solver } from "./solver.ts";
import {
  gradientFloor,
  isOpen,
  type Limits,
  limits,
  roundings,
  type Status,
  status,
} from "./stop.ts";
import { type RegionStep, regionStep } from "./trustRegion.ts";
import { copy, dot, move, norm, overwrite } from "./vector.ts";

/** Options of {@link newton}. */
export interface NewtonOptions {
  /** No step is longer than this. Default: no limit. */
  readonly maxStep?: number | undefined;
  /**
   * Relative rounding error of the objective's values: below it gradients decide. Default 2⁻⁵²; give 2 ** -23 for an
   * objective that is computed in single precision.
   */
  readonly rounding?: number | undefined;
}

const MOST_ITERATIONS = 200;
/** A step is taken when it brings this part of the decrease the model promised. */
const ACCEPTED = 1e-4;
const MOST_REJECTIONS = 60;

/** {@link NewtonOptions} with their defaults filled in. */
interface Scales {
  readonly maxStep: number;
  readonly rounding: number;
}

/** A run of Newton's method between two requests. */
interface State {
  readonly x: Float64Array;
  value: number;
  readonly gradient: Float64Array;
  gradientNorm: number;
  radius: number;
  steepest: number;
  /** Was the last full step taken? Then the next trial asks for its Hessian at once. */
  confident: boolean;
  readonly rounding: number;
}

/**
 * Newton's method in a trust region: finds minima, leaves saddles and maxima, converges quadratically.
 *
 *     minimise ∇fᵀs + ½sᵀ(∇²f)s,  |s| ≤ radius
 *
 * Where the Hessian is positive definite the full step is tried first, and costs one evaluation and one Cholesky
 * factorisation; a quadratic takes one step and one check. A stationary point with a negative eigenvalue is left along
 * its eigenvector. Within rounding of the solution a step counts when it lowers the gradient. Choose {@link lbfgs} when
 * the Hessian is too large to factor (beyond about 1000 variables) or expensive to evaluate.
 *
 * @throws ERR_NOT_FINITE  the objective is not finite at the start
 * @see Conn, Gould & Toint 2000, Trust-Region Methods, §6.1 and §17.4.2 (rounding)
 *
 * @example
 * ```ts
 * import { minimize, newton, solveSync, variable } from "echelon";
 *
 * // x⁴/4 − x²/2 has a maximum at 0, and starts there.
 * const x = variable("x", 0);
 * const level = minimize(x, x.pow(4).div(4).sub(x.square().div(2)), { solver: newton() });
 * const solution = solveSync([level]);
 * Math.abs(Number(solution.value(x))); // → 1
 * solution.objective; // → -0.25
 * ```
 */
export function newton(options: NewtonOptions = {}): Solver {
  requireOptions("newton", options, { maxStep: limit, rounding: limit });
  const { maxStep = Number.POSITIVE_INFINITY, rounding = Number.EPSILON } = options;
  return {
    name: "newton",
    order: 2,
    minimise: (start, rules = {}) =>
      minimise(start, limits(rules, MOST_ITERATIONS), { maxStep, rounding }),
  };
}

function* minimise(
  start: Float64Array,
  rules: Limits,
  { maxStep, rounding }: Scales,
): Minimisation {
  const hessian = new ShiftedHessian(start.length);
  try {
    const state = yield* begin(start, hessian, { maxStep, rounding });
    yield iterate(state, 0, 0);
    let improved = true;
    let iteration = 0;
    for (;;) {
      const done = finished(state, hessian, rules, iteration, improved);
      if (done) return done;
      const length = yield* advance(state, hessian, maxStep);
      improved = length > 0;
      if (improved) yield iterate(state, ++iteration, length);
    }
  } finally {
    hessian.dispose();
  }
}

function* begin(
  start: Float64Array,
  hessian: ShiftedHessian,
  { maxStep, rounding }: Scales,
): Generator<Request | Iterate, State, Answer | undefined> {
  const x = copy(start);
  const known = yield* ask(2, x);
  requireInside(known, "newton");
  const gradientNorm = norm(known.gradient);
  if (!hessian.load(known.hessian)) {
    const index = known.hessian.findIndex((entry) => !Number.isFinite(entry));
    const value = known.hessian[index] ?? Number.POSITIVE_INFINITY;
    fail("ERR_NOT_FINITE", {
      operation: "newton",
      name: "the Hessian at the start",
      value,
      index: [Math.trunc(index / x.length), index % x.length],
    });
  }
  return {
    x,
    value: known.value,
    gradient: copy(known.gradient),
    gradientNorm,
    radius: maxStep,
    steepest: gradientNorm,
    confident: true,
    rounding,
  };
}

function iterate(state: State, iteration: number, step: number): Iterate {
  const { x, value, gradientNorm } = state;
  return { kind: "iterate", x: copy(x), value, gradientNorm, iteration, step };
}

function finished(
  state: State,
  hessian: ShiftedHessian,
  rules: Limits,
  iteration: number,
  improved: boolean,
): Outcome | undefined {
  const { x, value, gradientNorm, steepest, rounding } = state;
  const floor = gradientFloor({
    size: x.length,
    steepest,
    curvature: hessian.norm,
    length: norm(x),
    value,
    rounding,
  });
  const progress = { gradientNorm, iteration, improved, floor };
  if (status(progress, rules) === undefined) return undefined;
  const isConvex = hessian.factor(0);
  const indefinite = !isConvex && curvature(hessian).indefinite;
  const open =
    isConvex && rules.stepTolerance < Number.POSITIVE_INFINITY && leaves(state, hessian, rules);
  // Not by spreading: V8 would make two hidden classes for each call, which keep all they meet alive.
  const word = status({ gradientNorm, iteration, improved, floor, indefinite, open }, rules);
  if (word === undefined) return undefined;
  const ending = { status: word, iterations: iteration, indefinite };
  return new NewtonOutcome(state, hessian.entries(), ending);
}

/** Whether the Newton step from here is too long to be left, in a Hessian that was just factored. */
function leaves({ x, value, gradient }: State, hessian: ShiftedHessian, rules: Limits): boolean {
  const step = copy(gradient);
  hessian.solve(gradient, step);
  return isOpen(norm(step), 0.5 * dot(gradient, step), { length: norm(x), value }, rules);
}

/** The outcome; the spectrum, which costs twenty solves, is looked at when somebody asks for it. */
class NewtonOutcome implements Outcome {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradientNorm: number;
  readonly status: Status;
  readonly iterations: number;
  readonly indefinite: boolean;
  readonly #hessian: Float64Array;
  #known: Curvature | undefined;

  constructor(
    { x, value, gradientNorm }: State,
    hessian: Float64Array,
    ending: Pick<Outcome, "status" | "iterations" | "indefinite">,
  ) {
    this.x = x;
    this.value = value;
    this.gradientNorm = gradientNorm;
    this.status = ending.status;
    this.iterations = ending.iterations;
    this.indefinite = ending.indefinite;
    this.#hessian = hessian;
  }

  get curvature(): number {
    this.#known ??= curvatureOf(this.#hessian);
    return this.#known.smallest;
  }

  get condition(): number {
    this.#known ??= curvatureOf(this.#hessian);
    return this.#known.condition;
  }
}

/** One accepted step; returns its length, or 0 when no step improves anything. */
function* advance(
  state: State,
  hessian: ShiftedHessian,
  maxStep: number,
): Generator<Request | Iterate, number, Answer | undefined> {
  const { x } = state;
  const length = norm(x);
  const reach = Math.max(1, length);
  const trial = new Float64Array(x.length);
  for (let rejected = 0; rejected < MOST_REJECTIONS; rejected++) {
    const model = regionStep(hessian, state.gradient, state.radius, reach);
    if (!(model.predicted > 0 && model.length > 0.5 * Number.EPSILON * length)) return 0;
    move(x, 1, model.step, trial);
    let known = yield* ask(state.confident ? 2 : 1, trial);
    const verdict = judge(state, known, model, hessian.norm);
    if (verdict.taken && known.hessian.length === 0) known = yield* ask(2, trial);
    const taken = verdict.taken && hessian.load(known.hessian);
    state.confident = taken;
    if (taken) {
      state.radius = Math.min(maxStep, verdict.radius);
      accept(state, trial, known);
      return model.length;
    }
    if (verdict.hopeless) return 0;
    // From a step that left every scale, as where the Hessian is nearly singular, back by half the magnitude.
    const far = Math.min(model.length, 1e8 * reach);
    state.radius =
      far > 100 * reach ? Math.sqrt(far * reach) : Math.min(verdict.radius, 0.5 * model.length);
  }
  return 0;
}

/** What becomes of a trial. */
interface Verdict {
  readonly taken: boolean;
  /** Not taken, and no shorter step would be noticed either. */
  readonly hopeless: boolean;
  readonly radius: number;
}

/**
 * Compares what the model promised with what came. Where the promise drowns in the rounding of the objective, the
 * gradient decides: near a solution Newton's method at least halves it, for every order of the root.
 */
function judge(state: State, known: Known, model: RegionStep, curvature: number): Verdict {
  const { radius } = state;
  if (!isInside(known)) return { taken: false, hopeless: false, radius: 0.25 * model.length };
  const decrease = state.value - known.value;
  const unit = roundings(state.x.length, state.rounding);
  const noise = unit * Math.abs(state.value);
  if (model.predicted <= noise) {
    // What moving x by a rounding makes of the residual in a square, as in gradientFloor.
    const rounded = unit * Math.sqrt(curvature * Math.abs(state.value)) * norm(state.x);
    const taken = decrease >= -noise - rounded && norm(known.gradient) <= 0.5 * state.gradientNorm;
    return { taken, hopeless: !taken, radius };
  }
  const ratio = decrease / model.predicted;
  const taken = ratio >= ACCEPTED;
  if (ratio < 0.25) {
    return { taken, hopeless: false, radius: shrink(state, model, decrease) * model.length };
  }
  const wider = ratio > 0.75 && model.bounded ? Math.max(radius, 2.5 * model.length) : radius;
  return { taken, hopeless: false, radius: wider };
}

/** Where along the step a parabola through both values and the slope has its minimum, kept between 1/50 and 1/2. */
function shrink(state: State, model: RegionStep, decrease: number): number {
  const slope = dot(state.gradient, model.step);
  const best = (-0.5 * slope) / (-decrease - slope);
  return best > 0 ? Math.min(0.5, Math.max(0.02, best)) : 0.25;
}

function accept(state: State, trial: Float64Array, known: Known): void {
  overwrite(trial, state.x, 0);
  state.value = known.value;
  overwrite(known.gradient, state.gradient, 0);
  state.gradientNorm = norm(known.gradient);
  state.steepest = Math.max(state.steepest, state.gradientNorm);
}
