import type { Outcome } from "../solver/solver.ts";
import type { Session } from "./session.ts";

export const atSaddle = (name: string, curvature: number | undefined): string =>
  `Level "${name}" sits at a saddle: its smallest curvature is ${curvature?.toExponential(1)}.`;

/** What the levels' own solvers say against their points, and the adjoint's of its own, in sentences. */
export function warnings(session: Session, outcomes: readonly (Outcome | undefined)[]): string[] {
  return [...unsolved(session, outcomes), ...branched(session), ...unsolvedAdjoint(session)];
}

/** Above this relative residual an iterative adjoint is more than inexact: too few terms, or a singular Hessian. */
const RESIDUAL_MOST = 1e-2;

function unsolvedAdjoint({ estimators }: Session): string[] {
  const residual = estimators[0]!.adjointResidual?.() ?? 0;
  if (residual <= RESIDUAL_MOST) return [];
  return [
    `The adjoint system was left with a relative residual of ${residual.toExponential(1)}, and the gradient with an error like it: give the linear solver more iterations; if that changes nothing, a Hessian below is singular.`,
  ];
}

/** Levels at which two ways from one start led to two minima. */
function branched({ hierarchy, branched }: Session): string[] {
  return hierarchy.ranks.flatMap(({ name }, k) =>
    branched[k]
      ? [
          `Level "${name}" and those below it have more than one minimum: stacked Newton and nested solving found different ones, and the one with the better objective of "${name}" was kept. Start them where you want them.`,
        ]
      : [],
  );
}

function unsolved(session: Session, outcomes: readonly (Outcome | undefined)[]): string[] {
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
