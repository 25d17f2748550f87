import { free, view } from "../core/arena.ts";
import { kernels } from "../core/instance.ts";
import { fail } from "../error/fail.ts";
import { logarithm } from "../value/logarithm.ts";
import type { Value } from "../value/value.ts";
import { place, read } from "./buffer.ts";
import { Factor, norm1, withWork } from "./factor.ts";
import { type Matrix, square } from "./matrix.ts";

/** A = L·Lᵀ of a symmetric positive definite matrix; made by {@link cholesky}. */
export class Cholesky extends Factor {
  /** x with A·x = b; b is a vector or a matrix of columns. Two triangular solves. */
  solve(b: Value): Float64Array | Matrix {
    return this.through(b, this.shape[0], ({ factor, rows }, x, columns) =>
      kernels.choleskySolve(rows, columns, factor, rows, x, columns),
    );
  }

  /** L, with zeros above the diagonal. */
  lower(): Matrix {
    const { factor, rows } = this.place;
    const data = read(factor, rows * rows);
    for (let i = 0; i < rows; i++) data.fill(0, i * rows + i + 1, (i + 1) * rows);
    return { data, shape: [rows, rows] };
  }

  /** log det A. */
  logDeterminant(): number {
    const { factor, rows } = this.place;
    const numbers = view();
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += logarithm(numbers[factor / 8 + i * (rows + 1)]!);
    return 2 * sum;
  }

  /** Estimate of the condition number ‖A‖₁·‖A⁻¹‖₁. Rarely more than three times too small. */
  condition(): number {
    const { factor, rows, norm } = this.place;
    return withWork(rows, (work) => kernels.choleskyCondition(rows, factor, rows, norm, work));
  }

  /** @internal */
  static of(value: Value): Cholesky {
    const a = square(value, "cholesky", "A");
    const factor = place(symmetrised(a.data, a.rows));
    const norm = norm1(a.rows, a.rows, factor);
    const status = kernels.cholesky(a.rows, factor, a.rows);
    if (status !== 0) {
      free(factor);
      fail("ERR_SINGULAR", {
        operation: "cholesky",
        matrix: "the matrix, if it is positive semidefinite,",
        size: a.rows,
        pivot: status - 1,
        advice: "Add a multiple of the identity, or factor an indefinite matrix with ldlt().",
      });
    }
    return new Cholesky("cholesky", { factor, pivots: 0, rows: a.rows, columns: a.rows, norm });
  }
}

/** A copy whose upper triangle is that of the lower one: the upper one of the argument is not read. */
export function symmetrised(data: Float64Array, n: number): Float64Array {
  const copy = data.slice();
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) copy[j * n + i] = copy[i * n + j]!;
  return copy;
}

/**
 * The Cholesky factorisation of a symmetric positive definite matrix.
 *
 *     A = L·Lᵀ
 *
 * The cheapest of the factorisations (n³/3 flops), and a test of definiteness on the way. Prefer {@link ldlt} when A
 * may be indefinite. Only the lower triangle of A is read.
 *
 * @throws ERR_SINGULAR  a pivot is not positive
 * @example
 * ```ts
 * import { cholesky } from "echelon/linalg";
 * const factor = cholesky([[4, 2], [2, 5]]);
 * factor.solve([8, 8]); // → Float64Array.of(1.5, 1)
 * factor.dispose();
 * ```
 */
export function cholesky(a: Value): Cholesky {
  return Cholesky.of(a);
}
