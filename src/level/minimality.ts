import { EchelonError } from "../error/echelonError.ts";
import { nameOf } from "../expression/lift.ts";
import type { Factorization } from "../program/factorization.ts";
import { type Curvature, curvatureOf as curvatureOfEntries } from "../solver/curvature.ts";
import type { LevelProgram } from "./hierarchy.ts";
import type { Session } from "./session.ts";

/** A matrix with a larger condition number cannot be told from a singular one. */
export const CONDITION_MOST = 1e15;

/** Innermost level whose total Hessian could not be factored in the last run of a program. */
export function firstBadLevel({ program, factored }: LevelProgram): number | undefined {
  const { factorizations } = program;
  let bad: number | undefined;
  for (let i = 0; i < factorizations.length; i++)
    if (factorizations[i]!.status() !== 0) bad = Math.max(bad ?? 0, factored[i]!);
  return bad;
}

/** The same, or the worst conditioned level where that leaves no digit right. */
export function firstSingularLevel(found: LevelProgram): number | undefined {
  const bad = firstBadLevel(found);
  if (bad !== undefined) return bad;
  let [worst, level] = [CONDITION_MOST, -1];
  found.program.factorizations.forEach((factorization, i) => {
    if (isSmallAndRegular(factorization)) return;
    const condition = factorization.condition();
    if (found.factored[i]! >= 0 && !(condition <= worst))
      [worst, level] = [condition, found.factored[i]!];
  });
  return level < 0 ? undefined : level;
}

/**
 * A triangular factor of size n is worse conditioned than its pivots by at most about 2ⁿ: small
 * matrices with even pivots need no estimate, which costs as much as the rest of their gradient.
 */
function isSmallAndRegular({ matrix, pivotRatio }: Factorization): boolean {
  return matrix.shape[0]! <= 16 && pivotRatio() <= 1e5;
}

/** Smallest eigenvalue and condition of level k's total Hessian at the current point. */
export function curvatureOf(session: Session, k: number): Curvature {
  const { size } = session.hierarchy.ranks[k]!;
  const matrix = new Float64Array(size * size);
  session.run(k, "curvature").program.get(2, matrix);
  return curvatureOfEntries(matrix);
}

/** Why level k cannot be differentiated through: a saddle or maximum, or a singular total Hessian. */
export function troubleAt(session: Session, k: number): EchelonError {
  const { name, variables, size, sign } = session.hierarchy.ranks[k]!;
  const variable = variables.map(nameOf).join(", ");
  const found = curvatureOf(session, k);
  if (found.indefinite)
    return new EchelonError("ERR_NOT_A_MINIMUM", {
      level: name,
      variable,
      curvature: found.smallest,
      sign,
    });
  return new EchelonError("ERR_SINGULAR", {
    level: name,
    matrix: `the total Hessian by ${variable}`,
    size,
    condition: found.condition,
  });
}
