import { drive } from "../solver/run.ts";
import type { Answer, Iterate, Outcome, Request } from "../solver/solver.ts";
import { chosenSolver } from "./chosenSolver.ts";
import { INNER_TOLERANCE } from "./rules.ts";
import type { Session } from "./session.ts";
import { stackable, stacked } from "./stacked.ts";

/**
 * Moves levels k+1 … n to their response to the current x_1 … x_k, warm-started where they are:
 * stacked Newton on all of them, and nested solving where that is not accepted.
 */
export function* respond(session: Session, k: number): Generator<void, void, undefined> {
  if (k + 1 >= session.depth) return;
  if (stackable(session, k + 1) && (yield* stacked(session, k + 1))) return;
  yield* solveLevel(session, k + 1);
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
  const rules = {
    tolerance: options.tolerance ?? INNER_TOLERANCE,
    ...(options.maxIterations === undefined ? {} : { maxIterations: options.maxIterations }),
  };
  let accepted = false;
  function* watch(iterate: Iterate): Generator<void, boolean, undefined> {
    yield;
    if (iterate.iteration === 0 || k + 1 >= session.depth || !stackable(session, k)) return false;
    const copies = session.below(k);
    moveTo(session, k, iterate.x);
    accepted = yield* stacked(session, k);
    if (!accepted) session.restore(k, copies);
    return accepted;
  }
  const start = session.x[k]!.slice();
  const evaluate = (request: Request) => answerAt(session, k, request);
  const outcome = yield* drive(solver, start, rules, evaluate, watch);
  session.iterations[k]! += outcome.iterations;
  if (accepted) return session.outcomes[k]!;
  moveTo(session, k, outcome.x);
  if (k + 1 < session.depth) yield* session.estimators[k]!.answer(0);
  session.outcomes[k] = outcome;
  return outcome;
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

/** Puts level k at x, and the levels below where the tangents at the last Hessian predict them. */
export function moveTo(session: Session, k: number, x: Float64Array): void {
  const base = session.bases[k];
  session.x[k]!.set(x);
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
