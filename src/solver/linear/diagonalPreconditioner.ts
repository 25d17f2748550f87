import { fail } from "../../error/fail.ts";
import type { Multiply } from "./operator.ts";

/**
 * Jacobi's preconditioner: divides by the diagonal of A. It removes bad scaling of the variables, and nothing else.
 *
 * @param diagonal  of A; every entry positive, as in any positive definite matrix
 * @throws ERR_OPTION  an entry is not a positive number
 */
export function diagonalPreconditioner(diagonal: Float64Array): Multiply {
  const bad = diagonal.find((entry) => !(entry > 0 && entry < Number.POSITIVE_INFINITY));
  if (bad !== undefined) {
    fail("ERR_OPTION", {
      operation: "diagonalPreconditioner",
      option: "diagonal",
      given: bad,
      expected: "finite numbers > 0",
    });
  }
  const kept = diagonal.slice();
  return (v, into) => {
    for (let i = 0; i < kept.length; i++) into[i] = v[i]! / kept[i]!;
  };
}
