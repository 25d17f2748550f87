import { identityScale } from "./add.ts";
import { type Expression, intern } from "./node.ts";
import { scale } from "./view.ts";

/** What is known of a matrix, which decides its factorisation: Cholesky, Bunch–Kaufman or LU. */
export type MatrixKind = "spd" | "symmetric" | "general";

/**
 * A⁻¹ B, or A⁻ᵀ B. A is n × n; B is n × anything. Every solve with one matrix shares its factors.
 */
export function solveWith(
  matrix: Expression,
  right: Expression,
  kind: MatrixKind,
  transposed = false,
): Expression {
  const multiple = identityScale(matrix);
  if (multiple !== undefined && kind === "general" && multiple !== 0)
    return scale(right, 1 / multiple);
  const flip = transposed && kind === "general";
  return intern(
    "solve",
    [matrix, right],
    { kind, transposed: flip },
    right.shape,
    `${kind};${flip}`,
  );
}

/** log |det A|. */
export function logDeterminant(matrix: Expression, kind: MatrixKind): Expression {
  return intern("logDet", [matrix], { kind }, [], kind);
}
