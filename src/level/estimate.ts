import type { EchelonError } from "../error/echelonError.ts";
import type { Answer, Solver } from "../solver/solver.ts";
import type { Hierarchy } from "./hierarchy.ts";
import type { Session } from "./session.ts";

/** Computes value and derivatives of F_k, f_k with every level below responding. */
export interface Estimator {
  /**
   * Answers at the session's x_1 … x_k; the levels below are made to respond first, and the session
   * keeps their responses. Yields wherever control may be handed back to the event loop.
   */
  answer(order: 0 | 1 | 2): Generator<void, Answer, undefined>;

  /** Residual of the last adjoint system, where one was solved iteratively. */
  adjointResidual?(): number | undefined;

  /** What the last answer could not see: a level below that is not at a minimum after all. */
  doubt?(): EchelonError | undefined;
}

/** A way of differentiating a level through the levels below it; hypergradient/ has them all. */
export interface Estimate {
  readonly name: string;
  /** Highest order of the answers: 2 when the total Hessian is available. */
  readonly order: 1 | 2;
  /** Whether it needs the levels below at their exact minimisers, found by any solver. */
  readonly exact: boolean;
  /**
   * It needs values of F alone: levels in the middle, whose response makes those values, are
   * differentiated implicitly unless they name this method themselves.
   */
  readonly needsValuesOnly?: boolean;
  /** The solver of a level that names none: line searches cannot be trusted with random gradients. */
  readonly solver?: () => Solver;
  /**
   * Expected Euclidean error of a gradient where the objective is `value`: a level is not solved
   * beyond it. Without it gradients are as good as rounding allows.
   */
  noise?(value: number): number;
  /** The method to use at a level in its place, where the sizes of the problem decide. */
  at?(hierarchy: Hierarchy, level: number): Estimate;
  start(session: Session, level: number): Estimator;
}
