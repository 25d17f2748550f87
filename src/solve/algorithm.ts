import type { Cost } from "../level/cost.ts";
import type { Level } from "../level/level.ts";
import type { Session } from "../level/session.ts";
import type { Iterate, Outcome } from "../solver/solver.ts";
import { norm } from "../solver/vector.ts";
import type { Value } from "../value/value.ts";

/**
 * What every method keeps from step to step. States are plain data: numbers and Float64Arrays, the
 * seed and the count of steps standing for the random numbers. Copies can be stored and resumed.
 */
export interface AlgorithmState {
  /** Steps made. */
  readonly iteration: number;
  /** The outermost level's variables, one after the other. */
  readonly x: Float64Array;
  /** The variables of the levels below, outermost first. */
  readonly y: Float64Array;
  /** Norm of the last gradient estimate, taken where the last step began; NaN before the first. */
  readonly gradientNorm: number;
}

/** A method on a problem: a state, and what one step makes of it. */
export interface Method<State extends AlgorithmState = AlgorithmState>
  extends AsyncIterable<State> {
  readonly name: string;
  init(): State;
  /** The next state. Pure: the given one is not changed, and equal states give equal bits. */
  step(state: State): State;
  /** Work done by this object so far, of the kinds that it counts. */
  cost?(): Partial<Cost>;
  /** It sees other data at each step than the levels were declared with: those are one batch of many. */
  readonly isSampling?: boolean;
}

/** A published method as an object that waits for a problem: `solve(levels, { algorithm })`. */
export interface Algorithm<State extends AlgorithmState = AlgorithmState> {
  readonly name: string;
  /** Compiles the method for a problem. `at`: starting values and parameters by name. */
  on(levels: readonly Level[], at?: Readonly<Record<string, Value>>): Method<State>;
}

/** Steps of an algorithm, unless the caller says otherwise. */
const STEPS = 1000;

/**
 * The loop of an algorithm in place of the solvers; `watch` is told each iterate and may end it. One that leaves the
 * numbers has diverged: it is "stalled", at the point with the lowest objective on the way.
 */
export function* algorithmLoop(
  session: Session,
  method: Method,
  { tolerance, maxIterations = STEPS }: { tolerance: number; maxIterations?: number | undefined },
  watch: (iterate: Iterate) => Generator<void, boolean, undefined>,
): Generator<void, Outcome, undefined> {
  let state = method.init();
  let before = state;
  let best: { readonly value: number; readonly state: AlgorithmState } | undefined;
  for (;;) {
    put(session, state);
    Object.assign(session.cost, method.cost?.());
    const value = session.run(0, "value").program.scalar(0);
    const { iteration, x, gradientNorm } = state;
    const isThere = isSettled(before, state, tolerance);
    const isNumber = Number.isFinite(value);
    if (isNumber && !(best && best.value <= value)) best = { value, state };
    const status = isThere ? "converged" : isNumber ? "max-iterations" : "stalled";
    const step = norm(x.map((entry, i) => entry - before.x[i]!));
    const ends = yield* watch({ kind: "iterate", iteration, x, value, gradientNorm, step });
    if (isThere || !isNumber || iteration >= maxIterations || ends) {
      const end = isNumber || !best ? { value, state } : best;
      put(session, end.state);
      const { x: at, gradientNorm: slope } = end.state;
      const last = { x: at, value: end.value, gradientNorm: slope };
      return { ...last, status, iterations: iteration, indefinite: false };
    }
    before = state;
    state = method.step(state);
  }
}

/**
 * Two small gradient estimates one after the other, and the inner variables at rest between them: the first estimate
 * of a method whose adjoint starts at 0 is 0 wherever the outer objective reads the inner variables alone.
 */
function isSettled(before: AlgorithmState, now: AlgorithmState, tolerance: number): boolean {
  const largest = Math.max(before.gradientNorm, now.gradientNorm);
  const inner = norm(now.y.map((entry, i) => entry - before.y[i]!));
  return largest <= tolerance && inner <= tolerance * Math.max(1, norm(now.y));
}

/** Moves the session's levels to a state. */
function put(session: Session, { x, y }: AlgorithmState): void {
  session.x[0]!.set(x);
  let offset = 0;
  for (const inner of session.x.slice(1)) {
    inner.set(y.subarray(offset, offset + inner.length));
    offset += inner.length;
  }
}
