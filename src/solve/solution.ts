import type { Expression } from "../expression/node.ts";
import type { Cost } from "../level/cost.ts";
import type { Status } from "../solver/stop.ts";

/** One outer iteration. */
export interface Iteration {
  /** 0 is the start. */
  readonly iteration: number;
  /** F₁ as the user wrote it. */
  readonly objective: number;
  /** |∇F₁|. */
  readonly gradientNorm: number;
  /** Euclidean length of the step that led here. */
  readonly step: number;
  /** The levels below left the branch of the response they had been on. */
  readonly jumped: boolean;
  /** Milliseconds since the call. */
  readonly time: number;
  /** Work so far. */
  readonly cost: Readonly<Cost>;
  /** The variable's value here; a copy. */
  value(variable: Expression): number | Float64Array;
}

/** How one level stands at the solution. */
export interface LevelReport {
  readonly name: string;
  /** f_k as the user wrote it, at the solution. */
  readonly objective: number;
  /** Euclidean norm of the total gradient D_kF_k. */
  readonly gradientNorm: number;
  /**
   * Smallest eigenvalue of the total Hessian D_kkF_k of what is minimised (−f for a maximised level):
   * positive at a proper minimum. undefined where the level is too large to form it.
   */
  readonly curvature: number | undefined;
  /** Condition number estimate of the same matrix. */
  readonly condition: number | undefined;
  /** Iterations of this level's solver over the whole run. */
  readonly iterations: number;
  readonly status: Status;
}

/** What `solve` returns; numbers are copies. */
export interface Solution {
  readonly status: Status;
  /** What to do about the status; empty when converged. */
  readonly advice: string;
  /**
   * How far the answer can be trusted, in sentences: an inner level at a saddle, not converged, or
   * with another minimum that random starts found; a response that jumped. Computed when first read.
   */
  readonly warnings: readonly string[];
  /** A number for a scalar variable, else a row-major copy. */
  value(variable: Expression): number | Float64Array;
  /** F₁ as the user wrote it; f₁ where the variables are, if the run was aborted before its start was evaluated. */
  readonly objective: number;
  /** |∇F₁|; NaN where that has not been evaluated. */
  readonly gradientNorm: number;
  /** Outermost first. */
  readonly levels: readonly LevelReport[];
  /** One record per outer iteration, the start included. */
  readonly history: readonly Iteration[];
  readonly iterations: number;
  readonly cost: Readonly<Cost>;
  /** Milliseconds from call to result. */
  readonly time: number;
}
