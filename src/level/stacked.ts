import type { Program } from "../program/program.ts";
import { newton } from "../solver/newton.ts";
import { drive } from "../solver/run.ts";
import type { Request } from "../solver/solver.ts";
import { norm } from "../solver/vector.ts";
import { firstBadLevel } from "./minimality.ts";
import { INNER_TOLERANCE } from "./rules.ts";
import type { Session } from "./session.ts";

/** Steps of stacked Newton before nested solving takes over. */
const STEPS_MOST = 10;
/** Rounds of solving each level by itself, the others fixed, before the second attempt. */
const NASH_SWEEPS = 3;
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

/**
 * Newton's method on the stationarity of levels k … n together. The multipliers are functions of the
 * point (recomputed at every step, deepest first), and the result counts only when every total
 * Hessian on the way is positive definite; otherwise the levels are put back and false is returned.
 * A cold start that fails is tried once more after a few Nash sweeps. docs/mathematics.md §1.
 */
export function* stacked(session: Session, k: number): Generator<void, boolean, undefined> {
  const copies = session.below(k);
  if (yield* iterate(session, k)) {
    session.warm = true;
    return true;
  }
  session.restore(k, copies);
  if (session.warm || session.depth - k < 2) return false;
  session.warm = true;
  yield* sweep(session, k);
  if (yield* iterate(session, k)) return true;
  session.restore(k, copies);
  return false;
}

function* iterate(session: Session, k: number): Generator<void, boolean, undefined> {
  const { ranks } = session.hierarchy;
  const below = ranks.slice(k);
  const vectors = below.map((rank) => session.take(rank.size));
  const tolerances = below.map((rank) => rank.options.tolerance ?? INNER_TOLERANCE);
  const isDefault = below.every((rank) => rank.options.tolerance === undefined);
  const norms = below.map(() => Number.NaN);
  let [first, previous, taken] = [0, Number.POSITIVE_INFINITY, 0];
  for (let step = 0; step <= STEPS_MOST; step++) {
    yield;
    const found = session.run(k, "step");
    session.cost.stackedSteps++;
    if (firstBadLevel(found) !== undefined) return false;
    let [residual, solved] = [0, true];
    for (let i = 0; i < vectors.length; i++) {
      found.program.get(i, vectors[i]!);
      const gradientNorm = norm(vectors[i]!);
      norms[i] = gradientNorm;
      // NaN stays: every comparison with it is false.
      if (!(gradientNorm <= residual)) residual = gradientNorm;
      if (!(gradientNorm <= tolerances[i]!)) solved = false;
    }
    if (!Number.isFinite(residual)) return false;
    first = Math.max(first, residual);
    const flat = residual >= 0.5 * previous && residual <= ROUNDING * Math.max(first, 1);
    const isSmall = (flat || solved) && stepsAreSmall(session, k, found.program, vectors);
    const floor = flat && isSmall;
    // In small units any gradient is below the default tolerance: the length of the step has none.
    if (isDefault && !isSmall) solved = false;
    if (!floor) move(session, k, found.program, vectors);
    if (solved || floor) {
      record(session, k, norms, taken);
      return true;
    }
    if (step > 2 && residual > 1e3 * first) return false;
    previous = residual;
    taken++;
  }
  return false;
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

/** Takes the Newton step of levels k … n. Once solved it is free, and squares what is left of the error. */
function move(
  session: Session,
  k: number,
  program: Program,
  vectors: readonly Float64Array[],
): void {
  for (let i = 0; i < vectors.length; i++) {
    const step = vectors[i]!;
    program.get(vectors.length + i, step);
    const x = session.x[k + i]!;
    for (let j = 0; j < x.length; j++) x[j]! -= step[j]!;
  }
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

/** A few rounds in which each level minimises its own objective with all others fixed. */
function* sweep(session: Session, k: number): Generator<void, void, undefined> {
  for (let round = 0; round < NASH_SWEEPS; round++) {
    for (let j = session.depth - 1; j >= k; j--) {
      const size = session.x[j]!.length;
      const [gradient, hessian] = [new Float64Array(size), new Float64Array(size * size)];
      // biome-ignore lint/correctness/useYield: answering needs no pause
      function* evaluate({ x }: Request) {
        session.x[j]!.set(x);
        const { program } = session.run(j, "nash");
        program.get(1, gradient);
        program.get(2, hessian);
        return { value: program.scalar(0), gradient, hessian };
      }
      const start = session.x[j]!.slice();
      const outcome = yield* drive(
        newton(),
        start,
        { maxIterations: 3, tolerance: 1e-6 },
        evaluate,
      );
      session.x[j]!.set(outcome.x);
      yield;
    }
  }
}
