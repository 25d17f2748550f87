import type { Program } from "../program/program.ts";
import { norm } from "../solver/vector.ts";
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
 * @param basin  "probed", or "same": whatever does not contract at once is doubtful, and not looked into
 */
export function* stacked(
  session: Session,
  k: number,
  basin: "probed" | "same" = "probed",
): Generator<void, StackedEnd, undefined> {
  const start = session.below(k);
  const isSame = basin === "same";
  const contraction = yield* iterate(
    session,
    k,
    isSame ? CONTRACTION_SAME : Number.POSITIVE_INFINITY,
  );
  if (contraction === undefined) return "failed";
  if (contraction <= (isSame ? CONTRACTION_SAME : CONTRACTION)) return "accepted";
  return !isSame && (yield* isAlone(session, k, start)) ? "accepted" : "doubtful";
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
    yield;
    const bad = firstBadLevel(session.run(k, "step"));
    alone &&= bad === undefined;
    if (!alone) break;
  }
  session.restore(k, end);
  return alone;
}

/**
 * The iteration; returns the largest ratio of a step to the one before, 0 where one was enough, undefined
 * without a minimum.
 *
 * @param most  give up where the contraction is above this
 */
function* iterate(
  session: Session,
  k: number,
  most: number,
): Generator<void, number | undefined, undefined> {
  const { ranks } = session.hierarchy;
  const below = ranks.slice(k);
  const vectors = below.map((rank) => session.take(rank.size));
  const tolerances = below.map((rank) => rank.options.tolerance ?? INNER_TOLERANCE);
  const isDefault = below.every((rank) => rank.options.tolerance === undefined);
  const norms = below.map(() => Number.NaN);
  let [first, previous, taken] = [0, Number.POSITIVE_INFINITY, 0];
  let [last, contraction] = [0, 0];
  for (let step = 0; step <= STEPS_MOST; step++) {
    yield;
    const found = session.run(k, "step");
    session.cost.stackedSteps++;
    if (firstBadLevel(found) !== undefined) return undefined;
    let [residual, solved] = [0, true];
    for (let i = 0; i < vectors.length; i++) {
      found.program.get(i, vectors[i]!);
      const gradientNorm = norm(vectors[i]!);
      norms[i] = gradientNorm;
      // NaN stays: every comparison with it is false.
      if (!(gradientNorm <= residual)) residual = gradientNorm;
      if (!(gradientNorm <= tolerances[i]!)) solved = false;
    }
    if (!Number.isFinite(residual)) return undefined;
    first = Math.max(first, residual);
    const flat = residual >= 0.5 * previous && residual <= ROUNDING * Math.max(first, 1);
    const isSmall = (flat || solved) && stepsAreSmall(session, k, found.program, vectors);
    const floor = flat && isSmall;
    // In small units any gradient is below the default tolerance: the length of the step has none.
    if (isDefault && !isSmall) solved = false;
    const length = floor ? 0 : move(session, k, found.program, vectors);
    if (solved || floor) {
      record(session, k, norms, taken);
      return contraction;
    }
    if (taken > 0 && !isLocal(session, k, last)) contraction = Math.max(contraction, length / last);
    if (contraction > most) return contraction;
    last = length;
    if (step > 2 && residual > 1e3 * first) return undefined;
    previous = residual;
    taken++;
  }
  return undefined;
}

function isLocal(session: Session, k: number, step: number): boolean {
  let squares = 0;
  for (let j = k; j < session.depth; j++) squares += norm(session.x[j]!) ** 2;
  return step <= STEP_LOCAL * Math.sqrt(squares);
}

/** Rounding moves a point little; where a gradient is small because its objective is, the step is not. */
function stepsAreSmall(
  session: Session,
  k: number,
  program: Program,
  vectors: readonly Float64Array[],
): boolean {
  return vectors.every((step, i) => {
    program.get(vectors.length + i, step);
    return norm(step) <= STEP_SMALL * Math.max(1, norm(session.x[k + i]!));
  });
}

/**
 * Takes the Newton step of levels k … n and returns its length. Once solved it is free, and squares
 * what is left of the error.
 */
function move(
  session: Session,
  k: number,
  program: Program,
  vectors: readonly Float64Array[],
): number {
  let squares = 0;
  for (let i = 0; i < vectors.length; i++) {
    const step = vectors[i]!;
    program.get(vectors.length + i, step);
    const x = session.x[k + i]!;
    for (let j = 0; j < x.length; j++) x[j]! -= step[j]!;
    squares += norm(step) ** 2;
  }
  return Math.sqrt(squares);
}

function record(session: Session, k: number, norms: readonly number[], iterations: number): void {
  norms.forEach((gradientNorm, i) => {
    session.iterations[k + i]! += iterations;
    session.outcomes[k + i] = {
      x: session.x[k + i]!,
      value: Number.NaN,
      gradientNorm,
      status: "converged",
      iterations,
      indefinite: false,
    };
  });
}
