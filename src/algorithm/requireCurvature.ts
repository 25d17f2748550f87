import { fail } from "../error/fail.ts";
import { positive, requireKind } from "../solver/option.ts";

/**
 * Bounds μ ≤ L of a Hessian's eigenvalues, by the names of the two options.
 *
 * @throws ERR_OPTION  one of them is not positive, or they are the wrong way round
 */
export function requireCurvature(
  operation: string,
  bounds: Readonly<Record<string, number>>,
): void {
  const [[least, mu], [most, L]] = Object.entries(bounds) as [[string, number], [string, number]];
  requireKind(operation, least, mu, positive);
  requireKind(operation, most, L, positive);
  if (mu > L)
    fail("ERR_OPTION", { operation, option: least, given: mu, expected: `at most ${most}, ${L}` });
}
