import { EchelonError } from "../error/echelonError.ts";
import { fail } from "../error/fail.ts";
import { estimatesOf, place } from "../hypergradient/hypergradient.ts";
import { implicit } from "../hypergradient/implicit.ts";
import { optionKinds } from "../hypergradient/optionKinds.ts";
import { hierarchyOf } from "../level/hierarchies.ts";
import type { Level } from "../level/level.ts";
import { OUTER_TOLERANCE } from "../level/rules.ts";
import { Session } from "../level/session.ts";
import { requireOptions } from "../solver/option.ts";
import type { Outcome } from "../solver/solver.ts";
import type { SolveOptions } from "./options.ts";
import { report } from "./report.ts";
import { begin, endedOutcome, mustEnd, outerLoop, type Run } from "./run.ts";
import type { Solution } from "./solution.ts";

/** Milliseconds of work between two returns to the event loop. */
const SLICE = 10;

/**
 * Solves a hierarchy of levels, outermost first. Yields to the event loop every few milliseconds,
 * so that timers, requests and an abort get through.
 *
 * @returns the solution, with a status that is a word and not an exception
 * @throws ERR_LEVELS, ERR_UNBOUND, ERR_SHAPE, ERR_NOT_FINITE  before anything is computed
 * @throws ERR_NOT_A_MINIMUM, ERR_SINGULAR  an inner level has no proper minimum at the start
 * @throws ERR_NOT_CONVERGED  only with `throwIfNotConverged`
 * @example
 * ```ts
 * import { minimize, solve, variable } from "echelon";
 * const price = variable("price", 1);
 * const demand = variable("demand", 1);
 * const solution = await solve([
 *   minimize(price, price.mul(demand).neg(), { name: "seller" }),
 *   minimize(demand, demand.sub(price.mul(-1).add(10)).square(), { name: "market" }),
 * ]);
 * solution.value(price); // → 5
 * ```
 */
export async function solve(
  levels: readonly Level[],
  options: SolveOptions = {},
): Promise<Solution> {
  const run = prepare(levels, options);
  const loop = guarded(run);
  for (;;) {
    const until = performance.now() + SLICE;
    run.session.yieldWhen(() => performance.now() >= until || mustEnd(run));
    const step = loop.next();
    if (step.done) return finish(run, step.value);
    await pause();
    if (mustEnd(run)) return finish(run, stop(run, loop));
  }
}

/** The same as {@link solve}, without returning to the event loop. */
export function solveSync(levels: readonly Level[], options: SolveOptions = {}): Solution {
  const run = prepare(levels, options);
  run.session.yieldWhen(() => mustEnd(run));
  const loop = guarded(run);
  const step = loop.next();
  return finish(run, step.done ? step.value : stop(run, loop));
}

function prepare(levels: readonly Level[], options: SolveOptions): Run {
  requireOptions<SolveOptions>("solve", options, optionKinds);
  const hierarchy = hierarchyOf(levels);
  const { algorithm, method = implicit() } = options;
  const session = new Session(hierarchy, estimatesOf(hierarchy, method));
  place(session, options.at ?? {});
  return begin(session, options, algorithm?.on(levels, options.at));
}

/** The outer loop; a start outside the domain because of an inner level is said in that level's words. */
function* guarded(run: Run): Generator<void, Outcome, undefined> {
  try {
    return yield* outerLoop(run);
  } catch (error) {
    const { trouble } = run.session;
    if (!(error instanceof EchelonError && error.is("ERR_NOT_FINITE"))) throw error;
    run.session.hierarchy.requireFiniteData(run.options.at ?? {});
    if (trouble) fail(trouble.code, trouble.facts);
    return fail(error.code, { level: run.session.hierarchy.ranks[0]!.name, ...error.facts });
  }
}

function stop(run: Run, loop: Generator<void, Outcome, undefined>): Outcome {
  loop.return(undefined as never);
  return endedOutcome(run);
}

function finish(run: Run, outcome: Outcome): Solution {
  const ended = outcome.status === "aborted" ? endedOutcome(run) : outcome;
  if (run.options.throwIfNotConverged && ended.status !== "converged")
    fail("ERR_NOT_CONVERGED", {
      level: run.session.hierarchy.ranks[0]!.name,
      gradientNorm: ended.gradientNorm,
      iterations: ended.iterations,
      tolerance: run.options.tolerance ?? OUTER_TOLERANCE,
      status: ended.status,
    });
  return report(run, ended);
}

/** One turn of the event loop, timers included. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
