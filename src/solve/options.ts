import type { Estimate } from "../level/estimate.ts";
import type { Value } from "../value/value.ts";
import type { Algorithm } from "./algorithm.ts";
import type { Iteration } from "./solution.ts";

/** Options of `solve` and `solveSync`. */
export interface SolveOptions {
  /** How levels are differentiated, unless a level names its own method. Default `implicit()`. */
  readonly method?: Estimate;
  /**
   * A published method as a complete loop, in place of the levels' solvers and of `method`; at most
   * `maxIterations` steps, 1000 unless given. Those of echelon/algorithm are such objects.
   */
  readonly algorithm?: Algorithm;
  /**
   * Euclidean norm of the total gradient at which the outermost level counts as solved. Default 1e-10, and then, for
   * objectives in small units, the step left must be small too: 1e-6 of max(1, |x|), or 1e-9 of |F₁| to gain.
   */
  readonly tolerance?: number;
  /** Most outer iterations. Default: the outer solver's. */
  readonly maxIterations?: number;
  /** Most wall-clock milliseconds; then the result is "aborted", with the best point so far. */
  readonly timeLimit?: number;
  /** Ends the run within milliseconds; the result is "aborted", with the best point so far. */
  readonly signal?: AbortSignal;
  /** Told each outer iteration, the start included; a returned `false` ends the run as "aborted". */
  readonly onIteration?: (iteration: Iteration) => unknown;
  /** Starting values of variables and values of parameters, by name. */
  readonly at?: Readonly<Record<string, Value>>;
  /** Throw ERR_NOT_CONVERGED instead of returning a solution with another status. Default false. */
  readonly throwIfNotConverged?: boolean;
}
