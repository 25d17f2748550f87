import { newton } from "../solver/newton.ts";
import type { Solver } from "../solver/solver.ts";

/**
 * Newton's method on the stationarity of a level and all levels below it at once, with the
 * multipliers recomputed at every step and the result accepted only where every total Hessian is
 * positive definite; nested Newton solving is the fallback. It is what inner levels use by default;
 * at the outermost level it solves the whole hierarchy in one loop. Needs `implicit()` and no other
 * solver at the levels below. docs/mathematics.md §1.
 */
export function stackedNewton(): Solver {
  return { ...newton(), name: "stackedNewton" };
}
