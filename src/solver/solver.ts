import type { Rules, Status } from "./stop.ts";

/**
 * What a solver wants to know at `x`: the value (order 0), also the gradient (1), also the Hessian (2).
 * `x` belongs to the solver and is valid until the generator is resumed.
 */
export interface Request {
  readonly kind: "request";
  readonly order: 0 | 1 | 2;
  readonly x: Float64Array;
}

/**
 * The reply to a {@link Request}. A value, gradient or Hessian that is not finite means "outside the domain": the
 * solver steps back. The arrays may be reused for the next answer, the solver copies what it keeps.
 */
export interface Answer {
  readonly value: number;
  /** Needed from order 1. */
  readonly gradient?: Float64Array;
  /** Row-major n·n, symmetric; needed at order 2. */
  readonly hessian?: Float64Array;
}

/** A finished iteration; iteration 0 is the start. `x` is a copy and the receiver's to keep. */
export interface Iterate {
  readonly kind: "iterate";
  readonly x: Float64Array;
  readonly value: number;
  readonly gradientNorm: number;
  readonly iteration: number;
  /** Euclidean length of the step that led here; 0 at the start. */
  readonly step: number;
}

/** How a minimisation ended. `x` is the point whose value and gradient are reported, never a later one. */
export interface Outcome {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradientNorm: number;
  readonly status: Status;
  readonly iterations: number;
  /** Smallest eigenvalue of the Hessian at `x`, within about 10 %; only solvers of order 2 know it. Computed when read. */
  readonly curvature?: number;
  /** Estimate of the condition of the Hessian at `x`; only solvers of order 2 know it. */
  readonly condition?: number;
  /** The Hessian at `x` has a negative eigenvalue: this is not a minimum. Always false below order 2. */
  readonly indefinite: boolean;
}

/** A running minimisation: yields requests and finished iterations, is resumed with the answer to a request. */
export type Minimisation = Generator<Request | Iterate, Outcome, Answer | undefined>;

/**
 * A method that finds a local minimiser by asking for values and derivatives.
 *
 * A solver never calls the objective. It yields a {@link Request} and is resumed with the {@link Answer}, so one loop
 * serves synchronous, asynchronous and nested solving. An {@link Iterate} is yielded after each iteration and needs no
 * answer; whoever wants to stop simply does not resume it (`return()` releases its memory).
 */
export interface Solver {
  readonly name: string;
  /** Highest order of derivative it asks for. */
  readonly order: 0 | 1 | 2;
  /** The fixed step size of a gradient method: what unrolling its steps uses too. */
  readonly stepSize?: number;
  minimise(start: Float64Array, rules?: Rules): Minimisation;
}
