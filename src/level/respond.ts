import { EchelonError } from "../error/echelonError.ts";
import { nameOf } from "../expression/lift.ts";
import { drive } from "../solver/run.ts";
import type { Answer, Iterate, Outcome, Request } from "../solver/solver.ts";
import { copy, norm, overwrite } from "../solver/vector.ts";
import { chosenSolver } from "./chosenSolver.ts";
import { diagonalOf } from "./diagonal.ts";
import { INNER_TOLERANCE, STEP_TOLERANCE } from "./rules.ts";
import type { Session } from "./session.ts";
import { stackable, stacked } from "./stacked.ts";

/**
 * Moves levels k+1 … n to their response to the current x_1 … x_k, warm-started where they are:
 * stacked Newton on all of them, and nested solving where that is not accepted. Where that finds no
 * value or no minimum, they are tried again from their last response, and from their response to the
 * last iterate of level k: the last may belong to a trial that was refused, far from here.
 *
 * @returns false when that fails too: x_k is outside the domain of F_k, `session.trouble` says why
 */
export function* respond(session: Session, k: number): Generator<void, boolean, undefined> {
  if (k + 1 >= session.depth) return true;
  if (yield* attempt(session, k)) return true;
  const [safe, anchor] = [session.safe[k], session.anchors[k]];
  for (const points of new Set([safe, anchor])) {
    if (!points) continue;
    session.restore(k + 1, points);
    if (yield* attempt(session, k)) return true;
    session.restore(k + 1, points);
  }
  return false;
}

function* attempt(session: Session, k: number): Generator<void, boolean, undefined> {
  session.trouble = undefined;
  if (!stackable(session, k + 1)) return yield* nested(session, k);
  const start = session.below(k + 1);
  const { isNesting } = session;
  const end = yield* stacked(session, k + 1, isNesting ? undefined : start);
  if (end === "accepted") {
    // The copies are of no more use: others in their place cost more than all else here.
    session.copy(k + 1, start);
    session.safe[k] = start;
    return true;
  }
  if (!isNesting) session.cost.fallbacks++;
  const found = end === "doubtful" && !isNesting ? branchAt(session, k) : undefined;
  session.restore(k + 1, start);
  const solved = yield* nested(session, k);
  return found ? better(session, k, found, solved) : solved;
}

/**
 * Level k+1 by its own solver, the levels below it responding to each of its steps. Where stacked Newton
 * was not accepted it helps on the way only while it stays in the basin it starts in.
 */
function* nested(session: Session, k: number): Generator<void, boolean, undefined> {
  const { isNesting } = session;
  session.isNesting = true;
  try {
    yield* solveLevel(session, k + 1);
  } catch (error) {
    if (!(error instanceof EchelonError && error.is("ERR_NOT_FINITE"))) throw error;
    const level = session.hierarchy.ranks[k + 1]!.name;
    session.trouble ??= new EchelonError("ERR_NOT_FINITE", { level, ...error.facts });
    return false;
  } finally {
    session.isNesting = isNesting;
  }
  const below = session.outcomes.slice(k + 1);
  const saddle = below.findLastIndex((outcome) => outcome?.indefinite);
  if (saddle >= 0) {
    session.trouble = notAMinimum(session, k + 1 + saddle, below[saddle]?.curvature);
    return false;
  }
  if (below.every((outcome) => outcome?.status !== "stalled"))
    session.safe[k] = session.below(k + 1);
  return true;
}

/** A minimum of the levels below k, with what the leader among them makes of it. */
interface Branch {
  readonly below: readonly Float64Array[];
  readonly outcomes: readonly (Outcome | undefined)[];
  readonly value: number;
}

function branchAt(session: Session, k: number): Branch {
  return {
    below: session.below(k + 1),
    outcomes: session.outcomes.slice(k + 1),
    value: session.run(k + 1, "value").program.scalar(0),
  };
}

/** Points this close, relative to 1 + |x|, are one point. */
const SAME = 1e-6;

/**
 * Where stacked Newton and nested solving found different minima: the one that the leader of these
 * levels prefers. Where they agree that of stacked Newton stays, which is solved further.
 */
function better(session: Session, k: number, stacked: Branch, solved: boolean): boolean {
  const nested = branchAt(session, k);
  const isOther = stacked.below.some((y, i) => {
    const other = nested.below[i]!;
    return norm(y.map((entry, j) => entry - other[j]!)) > SAME * (1 + norm(y));
  });
  const isSolved =
    solved && session.outcomes.slice(k + 1).every((outcome) => outcome?.status === "converged");
  if (isSolved && isOther) {
    session.branched[k + 1] = true;
    if (!(stacked.value < nested.value)) return true;
  }
  session.trouble = undefined;
  session.restore(k + 1, stacked.below);
  stacked.outcomes.forEach((outcome, i) => {
    session.outcomes[k + 1 + i] = outcome;
  });
  session.safe[k] = stacked.below;
  return true;
}

function notAMinimum(session: Session, level: number, curvature: number | undefined): EchelonError {
  const { name, variables, sign } = session.hierarchy.ranks[level]!;
  const variable = variables.map(nameOf).join(", ");
  return new EchelonError("ERR_NOT_A_MINIMUM", { level: name, variable, curvature, sign });
}

/**
 * Solves level k by its own solver with everything below responding, from where it stands. An inner
 * level tries stacked Newton again after each step of its own.
 */
export function* solveLevel(session: Session, k: number): Generator<void, Outcome, undefined> {
  const { options } = session.hierarchy.ranks[k]!;
  const solver = chosenSolver(session, k);
  session.cost.innerSolves++;
  session.bases[k] = undefined;
  session.anchors[k] = undefined;
  const noise = noiseAt(session, k);
  const { tolerance, maxIterations } = options;
  const rules = {
    tolerance: tolerance ?? Math.max(INNER_TOLERANCE, noise),
    noise,
    diagonal: solver.order === 1 ? diagonalOf(session, k) : undefined,
    stepTolerance: tolerance === undefined && noise === 0 ? STEP_TOLERANCE : undefined,
    maxIterations,
  };
  const visit = { session, level: k, accepted: false };
  const start = copy(session.x[k]!);
  const evaluate = (request: Request) => answerAt(session, k, request);
  const watch = (iterate: Iterate) => watched(visit, iterate);
  const outcome = yield* drive(solver, start, rules, evaluate, watch);
  session.iterations[k]! += outcome.iterations;
  if (visit.accepted) return session.outcomes[k]!;
  yield* settle(session, k, outcome.x);
  session.outcomes[k] = outcome;
  return outcome;
}

/** A level being solved by itself, and whether stacked Newton has finished the work. */
interface Visit {
  readonly session: Session;
  readonly level: number;
  accepted: boolean;
}

/**
 * Tries stacked Newton from an iterate; true where it is accepted. (A generator among the constants of another one
 * would be a class of its own at every call, which keeps the whole run alive until the next full collection.)
 */
function* watched(visit: Visit, iterate: Iterate): Generator<void, boolean, undefined> {
  const { session, level } = visit;
  if (session.isDue()) yield;
  session.anchors[level] = session.below(level + 1);
  if (iterate.iteration === 0 || level + 1 >= session.depth || !stackable(session, level))
    return false;
  const copies = session.below(level);
  moveTo(session, level, iterate.x);
  visit.accepted = (yield* stacked(session, level)) === "accepted";
  if (!visit.accepted) session.restore(level, copies);
  return visit.accepted;
}

/** What the level's method says of the error of its gradients, about where the level stands. */
export function noiseAt(session: Session, k: number): number {
  const { noise } = session.estimates[k]!;
  if (!noise) return 0;
  const value = session.run(k, "value").program.scalar(0);
  return Number.isFinite(value) ? noise(value) : 0;
}

/** Answers a solver's request at level k through that level's estimator. */
export function* answerAt(
  session: Session,
  k: number,
  { order, x }: Request,
): Generator<void, Answer, undefined> {
  moveTo(session, k, x);
  return yield* session.estimators[k]!.answer(order);
}

/** Puts level k at its last iterate, where its solver ended, and the levels below at their response to it. */
export function* settle(
  session: Session,
  k: number,
  x: Float64Array,
): Generator<void, void, undefined> {
  session.x[k]!.set(x);
  session.restore(k + 1, session.anchors[k] ?? []);
  if (k + 1 < session.depth) yield* session.estimators[k]!.answer(0);
}

/** Puts level k at x, and the levels below where the tangents at the last Hessian predict them. */
export function moveTo(session: Session, k: number, x: Float64Array): void {
  const base = session.bases[k];
  overwrite(x, session.x[k]!, 0);
  base?.below.forEach((from, i) => {
    const to = session.x[k + 1 + i]!;
    const slope = base.slopes[i]!;
    for (let row = 0; row < to.length; row++) {
      let change = 0;
      for (let j = 0; j < x.length; j++)
        change += slope[row * x.length + j]! * (x[j]! - base.x[j]!);
      to[row] = from[row]! + change;
    }
  });
}
