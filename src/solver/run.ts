import type { Answer, Iterate, Minimisation, Outcome, Request, Solver } from "./solver.ts";
import type { Rules } from "./stop.ts";

/** Told each finished iteration; true ends the minimisation as "aborted". */
export type Watch = (iterate: Iterate) => boolean | undefined;

/**
 * Minimises synchronously: answers each request with `evaluate` until the solver is done.
 *
 * @param watch  told each finished iteration, the start included
 * @throws ERR_NOT_FINITE  the objective or its gradient is not finite at the start
 *
 * @example
 * ```ts
 * import { newton } from "../../src/solver/newton.ts";
 * import { run } from "../../src/solver/run.ts";
 *
 * const parabola = run(newton(), Float64Array.of(0), {}, ({ x }) => ({
 *   value: (x[0]! - 3) ** 2,
 *   gradient: Float64Array.of(2 * (x[0]! - 3)),
 *   hessian: Float64Array.of(2),
 * }));
 * parabola.x[0]; // → 3
 * ```
 */
export function run(
  solver: Solver,
  start: Float64Array,
  rules: Rules,
  evaluate: (request: Request) => Answer,
  watch?: Watch,
): Outcome {
  const minimisation = solver.minimise(start, rules);
  let reply: Answer | undefined;
  try {
    for (;;) {
      const { done, value: step } = minimisation.next(reply);
      if (done) return step;
      reply = undefined;
      if (step.kind === "request") reply = evaluate(step);
      else if (watch?.(step)) return aborted(step);
    }
  } finally {
    release(minimisation);
  }
}

/**
 * The same when answering takes a generator of its own: a level whose objective needs the levels below, or a loop that
 * hands control back to the event loop. What `evaluate` and `watch` yield is passed up.
 */
export function* drive<Pause>(
  solver: Solver,
  start: Float64Array,
  rules: Rules,
  evaluate: (request: Request) => Generator<Pause, Answer, undefined>,
  watch?: (iterate: Iterate) => Generator<Pause, boolean | undefined, undefined>,
): Generator<Pause, Outcome, undefined> {
  const minimisation = solver.minimise(start, rules);
  let reply: Answer | undefined;
  try {
    for (;;) {
      const { done, value: step } = minimisation.next(reply);
      if (done) return step;
      reply = undefined;
      if (step.kind === "request") reply = yield* evaluate(step);
      else if (watch && (yield* watch(step))) return aborted(step);
    }
  } finally {
    release(minimisation);
  }
}

/** Ends a minimisation wherever it is and returns its memory; does nothing after its end. */
export function release(minimisation: Minimisation): void {
  minimisation.return(undefined as never);
}

/** The outcome of a minimisation that was stopped after an iterate; what its Hessian is, nobody looked. */
export function aborted({ x, value, gradientNorm, iteration }: Iterate): Outcome {
  const ending = { status: "aborted", iterations: iteration, indefinite: false } as const;
  return { x, value, gradientNorm, ...ending };
}
