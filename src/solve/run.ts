import type { Expression } from "../expression/node.ts";
import { pieceOf, requireLocated } from "../hypergradient/hypergradient.ts";
import { chosenSolver } from "../level/chosenSolver.ts";
import { answerAt, noiseAt, settle } from "../level/respond.ts";
import { DECREASE_TOLERANCE, OUTER_TOLERANCE, STEP_TOLERANCE } from "../level/rules.ts";
import type { Base, Session } from "../level/session.ts";
import { stackable, stacked } from "../level/stacked.ts";
import { drive } from "../solver/run.ts";
import type { Iterate, Outcome, Request } from "../solver/solver.ts";
import { copy } from "../solver/vector.ts";
import { algorithmLoop, type Method } from "./algorithm.ts";
import { branchJump } from "./branchJump.ts";
import type { SolveOptions } from "./options.ts";
import type { Iteration } from "./solution.ts";

/** A solve under way: what has been reached, and whether to go on. */
export interface Run {
  readonly session: Session;
  readonly options: SolveOptions;
  /** The complete method that takes the place of the solvers, if one was given. */
  readonly algorithm: Method | undefined;
  readonly began: number;
  readonly history: Iteration[];
  /** Lowest objective so far, and all levels' points there. */
  best: { value: number; gradientNorm: number; points: Float64Array[] } | undefined;
  /** Where the levels below were linearised at the iterate before. */
  base: Base | undefined;
  ended: boolean;
}

export function begin(session: Session, options: SolveOptions, algorithm?: Method): Run {
  const began = performance.now();
  const [best, base] = [undefined, undefined];
  return { session, options, algorithm, began, history: [], best, base, ended: false };
}

/** Whether the caller, its signal or the clock wants the run to end. */
export function mustEnd({ options, began, ended }: Run): boolean {
  const late = options.timeLimit !== undefined && performance.now() - began > options.timeLimit;
  return ended || late || options.signal?.aborted === true;
}

/** The outer loop; yields wherever control may go back to the event loop. */
export function* outerLoop(run: Run): Generator<void, Outcome, undefined> {
  const { session, options } = run;
  const rank = session.hierarchy.ranks[0]!;
  const given = options.tolerance ?? rank.options.tolerance;
  const tolerance = given ?? OUTER_TOLERANCE;
  const maxIterations = options.maxIterations ?? rank.options.maxIterations;
  const watch = (iterate: Iterate) => watched(run, iterate);
  if (run.algorithm)
    return yield* algorithmLoop(session, run.algorithm, { tolerance, maxIterations }, watch);
  const solver = chosenSolver(session, 0);
  if (solver.name === "stackedNewton" && stackable(session, 0)) yield* stackedStart(run);
  const evaluate = (request: Request) => answerAt(session, 0, request);
  const noise = noiseAt(session, 0);
  const isScaled = given === undefined && noise === 0;
  const rules = {
    tolerance,
    noise,
    stepTolerance: isScaled ? STEP_TOLERANCE : undefined,
    decreaseTolerance: isScaled ? DECREASE_TOLERANCE : undefined,
    maxIterations,
  };
  const outcome = yield* drive(solver, copy(session.x[0]!), rules, evaluate, watch);
  yield* settle(session, 0, outcome.x);
  session.iterations[0]! += outcome.iterations;
  return outcome;
}

/** Takes note of an iterate; true where the run is to end. */
function* watched(run: Run, iterate: Iterate): Generator<void, boolean, undefined> {
  const { session, base } = run;
  const jumped = base !== undefined && (yield* branchJump(session, base));
  run.base = session.bases[0];
  session.anchors[0] = session.below(1);
  record(run, iterate, jumped);
  if (session.isDue()) yield;
  return mustEnd(run);
}

/** All levels at once; where that is not accepted the levels stay at their start. */
function* stackedStart({ session }: Run): Generator<void, void, undefined> {
  const start = session.below(0);
  if ((yield* stacked(session, 0, start)) === "accepted") return;
  session.cost.fallbacks++;
  session.restore(0, start);
}

function record(run: Run, iterate: Iterate, jumped: boolean): void {
  const { session, history, options } = run;
  const { sign } = session.hierarchy.ranks[0]!;
  const points = session.below(0);
  points[0] = iterate.x;
  if (!run.best || iterate.value < run.best.value) {
    run.best = { value: iterate.value, gradientNorm: iterate.gradientNorm, points };
  }
  const iteration: Iteration = {
    iteration: iterate.iteration,
    objective: sign * iterate.value,
    gradientNorm: iterate.gradientNorm,
    step: iterate.step,
    jumped,
    time: performance.now() - run.began,
    cost: { ...session.cost },
    value: (variable) => valueAt(session, points, variable),
  };
  history.push(iteration);
  if (options.onIteration?.(iteration) === false) run.ended = true;
}

/** A variable's value among saved points of all levels. */
export function valueAt(
  session: Session,
  points: readonly Float64Array[],
  variable: Expression,
): number | Float64Array {
  const { level, offset } = requireLocated(session.hierarchy, variable);
  return pieceOf(variable, points[level]!, offset);
}

/** The outcome of a run that was ended from outside: the best point so far. */
export function endedOutcome({ session, best, history }: Run): Outcome {
  if (best) session.restore(0, best.points);
  return {
    x: session.x[0]!.slice(),
    value: best?.value ?? session.run(0, "value").program.scalar(0),
    gradientNorm: best?.gradientNorm ?? Number.NaN,
    status: "aborted",
    iterations: Math.max(0, history.length - 1),
    indefinite: false,
  };
}
