import type { Outcome } from "../solver/solver.ts";
import { norm } from "../solver/vector.ts";
import { INNER_TOLERANCE } from "./rules.ts";
import type { Session } from "./session.ts";

export const atSaddle = (name: string, curvature: number | undefined): string =>
  `Level "${name}" sits at a saddle: its smallest curvature is ${curvature?.toExponential(1)}.`;

/** Above this relative residual an iterative adjoint is more than inexact: too few terms, or a singular Hessian. */
const RESIDUAL_MOST = 1e-2;

const endless = " A gradient as small as that is no minimum yet: the objective may fall for ever.";

/** What the levels' own solvers say against their points, and the adjoint's of its own, in sentences. */
export function warnings(session: Session, outcomes: readonly (Outcome | undefined)[]): string[] {
  const list: string[] = [];
  const { hierarchy, branched, estimators } = session;
  for (const [k, { name }] of hierarchy.ranks.entries()) {
    const outcome = outcomes[k];
    if (outcome?.indefinite) list.push(atSaddle(name, outcome.curvature));
    if (outcome && k > 0 && outcome.status !== "converged")
      list.push(
        `Level "${name}" ended as "${outcome.status}" with gradient norm ${outcome.gradientNorm.toExponential(1)}: the outer gradient is that of where it stopped.${outcome.gradientNorm <= INNER_TOLERANCE ? endless : ""}`,
      );
  }
  list.push(...unrolled(session));
  for (const [k, { name }] of hierarchy.ranks.entries())
    if (branched[k])
      list.push(
        `Level "${name}" and those below it have more than one minimum: stacked Newton and nested solving found different ones, and the one with the better objective of "${name}" was kept. Start them where you want them.`,
      );
  const residual = estimators[0]!.adjointResidual?.() ?? 0;
  if (!(residual <= RESIDUAL_MOST))
    list.push(
      `The adjoint system was left with a relative residual of ${residual.toExponential(1)}, and the gradient with an error like it: give the linear solver more iterations; if that changes nothing, a Hessian below is singular.`,
    );
  return list;
}

/** Above this gradient, relative to the objective, unrolled steps have not come to the minimiser. */
const UNROLLED_MOST = 1e-6;

/** How far from its minimum the innermost of unrolled levels was left: what the truncation costs. */
function unrolled(session: Session): string[] {
  if (session.estimates[0]!.exact || session.cost.unrolledSteps === 0) return [];
  const innermost = session.depth - 1;
  const { name, size } = session.hierarchy.ranks[innermost]!;
  const { program } = session.run(innermost, "partial");
  const gradient = new Float64Array(size);
  program.get(1, gradient);
  const gradientNorm = norm(gradient);
  if (gradientNorm <= UNROLLED_MOST * Math.max(1, Math.abs(program.scalar(0)))) return [];
  return [
    `Level "${name}" was left by its unrolled steps with gradient norm ${gradientNorm.toExponential(1)}: the outer gradient is that of these steps, not that of the minimiser. More steps bring them together.`,
  ];
}
