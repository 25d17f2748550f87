import type { Outcome } from "../solver/solver.ts";
import type { Session } from "./session.ts";

export const atSaddle = (name: string, curvature: number | undefined): string =>
  `Level "${name}" sits at a saddle: its smallest curvature is ${curvature?.toExponential(1)}.`;

/** What the levels' own solvers say against their points, in sentences; outcomes are per level. */
export function warnings(session: Session, outcomes: readonly (Outcome | undefined)[]): string[] {
  return session.hierarchy.ranks.flatMap(({ name }, k) => {
    const outcome = outcomes[k];
    if (!outcome) return [];
    const list: string[] = [];
    if (outcome.indefinite) list.push(atSaddle(name, outcome.curvature));
    if (k > 0 && outcome.status !== "converged")
      list.push(
        `Level "${name}" ended as "${outcome.status}" with gradient norm ${outcome.gradientNorm.toExponential(1)}: the outer gradient is that of where it stopped.`,
      );
    return list;
  });
}
