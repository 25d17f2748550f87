import { addScaled, norm } from "../solver/vector.ts";
import type { LevelProgram } from "./hierarchy.ts";
import { firstBadLevel } from "./minimality.ts";
import { INNER_TOLERANCE } from "./rules.ts";
import type { Session } from "./session.ts";

/** Steps of stacked Newton before nested solving takes over. */
const STEPS_MOST = 10;
/** Most variables over the stacked levels: beyond, each level is better served by its own solver. */
const STACKED_MOST = 1000;
/** A residual this much below the first one that no longer falls is rounding error. */
const ROUNDING = 1e-9;

/** Whether levels k … n are all left to stacked Newton: exact derivatives, no solver of their own. */
export function stackable(session: Session, k: number): boolean {
  let total = 0;
  for (let j = k; j < session.depth; j++) {
    const { solver } = session.hierarchy.ranks[j]!.options;
    if (solver && solver.name !== "stackedNewton") return false;
    if (session.estimates[j]!.name !== "implicit") return false;
    total += session.x[j]!.length;
  }
  return total <= STACKED_MOST;
}

/** Relative length of a Newton step up to which it may be made of rounding errors. */
const STEP_SMALL = 1e-3;

/** Each step at most this part of the one before: they stay in one basin. Kantorovich allows ½. */
const CONTRACTION = 0.1;
/** The same where the end is not looked into. */
const CONTRACTION_SAME = 0.01;
/** A first step shorter than this part of the point leaves no basin. */
const STEP_LOCAL = 1e-6;
/** Shares of the way from start to end at which the total Hessians are looked at; 1 is the end. */
const PROBES = [1.25, 2, 0.75];

/**
 * How stacked Newton ended: at a minimum of the start's own basin; at a minimum, with signs that there
 * are others; or nowhere.
 */
export type StackedEnd = "accepted" | "doubtful" | "failed";

/**
 * Newton's method on the stationarity of levels k … n together. The multipliers are functions of the
 * point (recomputed at every step, deepest first), and the end counts only when every total Hessian on
 * the way is positive definite. Long steps may have left the basin of the start: where they do not
 * contract at once, the Hessians are looked at on the line through start and end, and one that is
 * indefinite makes the end doubtful. Where it is not accepted the levels stay wherever they are.
 * docs/mathematics.md §2.
 *
 * @param start  copies of the points of levels k … n; without them whatever does not contract at once is
 *   doubtful, and not looked into
 */
export function* stacked(
  session: Session,
  k: number,
  start?: readonly Float64Array[],
): Generator<void, StackedEnd, undefined> {
  const iteration = new Iteration(session, k, start ? Number.POSITIVE_INFINITY : CONTRACTION_SAME);
  let solved: boolean | undefined;
  while (solved === undefined) {
    if (session.isDue()) yield;
    solved = iteration.step();
  }
  if (!solved) return "failed";
  if (iteration.contraction <= (start ? CONTRACTION : CONTRACTION_SAME)) return "accepted";
  return start && (yield* isAlone(session, k, start)) ? "accepted" : "doubtful";
}

/** Whether all total Hessians are positive definite at the probes: signs of one basin, not a proof. */
function* isAlone(
  session: Session,
  k: number,
  start: readonly Float64Array[],
): Generator<void, boolean, undefined> {
  const end = session.below(k);
  let alone = true;
  for (const share of PROBES) {
    start.forEach((from, i) => {
      const to = end[i]!;
      const x = session.x[k + i]!;
      for (let j = 0; j < x.length; j++) x[j] = from[j]! + share * (to[j]! - from[j]!);
    });
    session.cost.stackedSteps++;
    if (session.isDue()) yield;
    const bad = firstBadLevel(session.run(k, "step"));
    alone &&= bad === undefined;
    if (!alone) break;
  }
  session.restore(k, end);
  return alone;
}

/** Steps of levels k … n at once. */
class Iteration {
  /** Largest ratio of a step to the one before, 0 where one was enough. */
  contraction = 0;
  private readonly session: Session;
  private readonly level: number;
  /** Give up where the contraction is above this. */
  private readonly contractionMost: number;
  private readonly found: LevelProgram;
  private readonly norms: number[] = [];
  private taken = 0;
  private residualFirst = 0;
  private residual = Number.POSITIVE_INFINITY;
  private length = 0;

  constructor(session: Session, level: number, contractionMost: number) {
    this.session = session;
    this.level = level;
    this.contractionMost = contractionMost;
    this.found = session.hierarchy.program(level, "step");
  }

  /** One step; true at a solution, or where the contraction is too large to go on; false where there is none. */
  step(): boolean | undefined {
    const { session, residual: previous } = this;
    session.execute(this.found);
    session.cost.stackedSteps++;
    if (firstBadLevel(this.found) !== undefined) return false;
    let solved = this.measure();
    const { residual } = this;
    if (!Number.isFinite(residual)) return false;
    this.residualFirst = Math.max(this.residualFirst, residual);
    const rounding = ROUNDING * Math.max(this.residualFirst, 1);
    const flat = residual >= 0.5 * previous && residual <= rounding;
    const isSmall = (flat || solved) && this.stepsAreSmall();
    const floor = flat && isSmall;
    // In small units any gradient is below the default tolerance: the length of the step has none.
    if (!isSmall && this.isDefault()) solved = false;
    const length = floor ? 0 : this.move();
    if (solved || floor) {
      this.record();
      return true;
    }
    if (this.taken > 0 && !this.isLocal())
      this.contraction = Math.max(this.contraction, length / this.length);
    if (this.contraction > this.contractionMost) return true;
    this.length = length;
    return ++this.taken > STEPS_MOST ? false : undefined;
  }

  /** Reads the gradients: their norms, the largest of them, and whether every level is within its tolerance. */
  private measure(): boolean {
    const { session, level, found } = this;
    const { hierarchy, depth } = session;
    let solved = true;
    this.residual = 0;
    for (let k = level; k < depth; k++) {
      const gradient = hierarchy.scratch(k);
      found.program.get(k - level, gradient);
      const gradientNorm = norm(gradient);
      this.norms[k - level] = gradientNorm;
      // NaN stays: every comparison with it is false.
      if (!(gradientNorm <= this.residual)) this.residual = gradientNorm;
      const { tolerance = INNER_TOLERANCE } = hierarchy.ranks[k]!.options;
      if (!(gradientNorm <= tolerance)) solved = false;
    }
    return solved;
  }

  private isDefault(): boolean {
    const { ranks } = this.session.hierarchy;
    return ranks.every(({ options }, k) => k < this.level || options.tolerance === undefined);
  }

  /** Level k's part of the Newton step. */
  private stepOf(k: number): Float64Array {
    const { session, level, found } = this;
    const step = session.hierarchy.scratch(k);
    found.program.get(session.depth - level + k - level, step);
    return step;
  }

  /** Rounding moves a point little; where a gradient is small because its objective is, the step is not. */
  private stepsAreSmall(): boolean {
    const { x, depth } = this.session;
    for (let k = this.level; k < depth; k++)
      if (!(norm(this.stepOf(k)) <= STEP_SMALL * Math.max(1, norm(x[k]!)))) return false;
    return true;
  }

  /**
   * Takes the Newton step and returns its length. Once solved it is free, and squares what is left of the
   * error.
   */
  private move(): number {
    const { x, depth } = this.session;
    let squares = 0;
    for (let k = this.level; k < depth; k++) {
      const step = this.stepOf(k);
      addScaled(-1, step, x[k]!);
      squares += norm(step) ** 2;
    }
    return Math.sqrt(squares);
  }

  /** Whether the last step left no basin. */
  private isLocal(): boolean {
    const { x, depth } = this.session;
    let squares = 0;
    for (let k = this.level; k < depth; k++) squares += norm(x[k]!) ** 2;
    return this.length <= STEP_LOCAL * Math.sqrt(squares);
  }

  private record(): void {
    const { session, level, norms, taken } = this;
    for (let k = level; k < session.depth; k++) {
      session.iterations[k]! += taken;
      session.outcomes[k] = {
        x: session.x[k]!,
        value: Number.NaN,
        gradientNorm: norms[k - level]!,
        status: "converged",
        iterations: taken,
        indefinite: false,
      };
    }
  }
}
