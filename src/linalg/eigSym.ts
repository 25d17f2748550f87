import { fail } from "../error/fail.ts";
import type { Value } from "../value/value.ts";
import { eigensystem } from "./eigensystem.ts";
import { type Matrix, square } from "./matrix.ts";

/** Eigenvalues, ascending, and the matrix whose columns are the eigenvectors. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix.
 *
 *     A = V·diag(values)·Vᵀ
 *
 * All of them, by Householder tridiagonalisation and implicit QL: about 9n³ flops, comfortable up to 200 rows. Prefer
 * {@link smallestEigenvalue} for one eigenvalue of a large matrix. Only the lower triangle is read.
 *
 * @example
 * ```ts
 * import { eigSym } from "echelon/linalg";
 * eigSym([[2, 0], [0, 1]]).values; // → Float64Array.of(1, 2)
 * ```
 */
export function eigSym(a: Value): Eigen {
  const { data, rows: n } = square(a, "eigSym", "A");
  const { status, values, vectors } = eigensystem(n, data);
  if (status !== 0) {
    fail("ERR_NOT_CONVERGED", {
      operation: "eigSym",
      level: "eigenvalue",
      gradientNorm: Number.NaN,
      iterations: 90,
      tolerance: 2 ** -52,
      status: `eigenvalue ${status - 1}`,
      advice: "Scale the matrix so that its entries neither over- nor underflow when squared.",
    });
  }
  return { values, vectors: { data: vectors, shape: [n, n] } };
}
