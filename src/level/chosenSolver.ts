import { fail } from "../error/fail.ts";
import { lbfgs } from "../solver/lbfgs.ts";
import { newton } from "../solver/newton.ts";
import type { Solver } from "../solver/solver.ts";
import type { Session } from "./session.ts";

/** More variables than this are left to L-BFGS at an inner level: factoring costs more than it brings. */
const INNER_NEWTON_MOST = 1000;
/** The same at the outermost level, where a Hessian is one more derivative of everything below. */
const OUTER_NEWTON_MOST = 64;

/**
 * The solver of level k: its own, or that of its method, or Newton's method where total Hessians are to
 * be had and small, else L-BFGS.
 *
 * @throws ERR_OPTION  a solver that needs Hessians at a level whose method gives gradients only
 */
export function chosenSolver(session: Session, k: number): Solver {
  const { name, options, size } = session.hierarchy.ranks[k]!;
  const { order, name: method, solver: usual } = session.estimates[k]!;
  const { solver } = options;
  if (!solver) {
    if (usual) return usual();
    const most = k === 0 ? OUTER_NEWTON_MOST : INNER_NEWTON_MOST;
    return order === 2 && size <= most ? newton() : lbfgs();
  }
  if (solver.order <= order) return solver;
  return fail("ERR_OPTION", {
    level: name,
    option: "solver",
    given: solver.name,
    expected: `a solver that works with gradients, as lbfgs(): ${method}() gives no total Hessians here; implicit() does`,
  });
}
