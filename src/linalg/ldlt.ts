import { kernels } from "../core/instance.ts";
import { fail } from "../error/fail.ts";
import type { Value } from "../value/value.ts";
import { place, room } from "./buffer.ts";
import { symmetrised } from "./cholesky.ts";
import { Factor, norm1, withWork } from "./factor.ts";
import { type Matrix, square } from "./matrix.ts";

/** P·A·Pᵀ = L·D·Lᵀ of a symmetric matrix; made by {@link ldlt}. */
export class Ldlt extends Factor {
  readonly #status: number;

  private constructor(
    value: { factor: number; pivots: number; rows: number; norm: number },
    status: number,
  ) {
    super("ldlt", { ...value, columns: value.rows });
    this.#status = status;
  }

  /**
   * x with A·x = b; b is a vector or a matrix of columns.
   *
   * @throws ERR_SINGULAR  a pivot block is exactly zero
   */
  solve(b: Value): Float64Array | Matrix {
    if (this.#status !== 0) {
      fail("ERR_SINGULAR", { operation: "ldlt", size: this.shape[0], pivot: this.#status - 1 });
    }
    return this.through(b, this.shape[0], ({ factor, pivots, rows }, x, columns) =>
      kernels.ldltSolve(rows, columns, factor, rows, pivots, x, columns),
    );
  }

  /** Number of negative eigenvalues of A: 0 for a minimum, anything else for a saddle or a maximum. */
  negativeEigenvalues(): number {
    const { factor, pivots, rows } = this.place;
    return kernels.ldltInertia(rows, factor, rows, pivots);
  }

  /** Estimate of the condition number ‖A‖₁·‖A⁻¹‖₁; infinite for a singular matrix. */
  condition(): number {
    const { factor, pivots, rows, norm } = this.place;
    if (this.#status !== 0) return Number.POSITIVE_INFINITY;
    return withWork(rows, (work) => kernels.ldltCondition(rows, factor, rows, pivots, norm, work));
  }

  /** @internal */
  static of(value: Value): Ldlt {
    const a = square(value, "ldlt", "A");
    const factor = place(symmetrised(a.data, a.rows));
    const norm = norm1(a.rows, a.rows, factor);
    const pivots = room(a.rows);
    return new Ldlt(
      { factor, pivots, rows: a.rows, norm },
      kernels.ldlt(a.rows, factor, a.rows, pivots),
    );
  }
}

/**
 * The Bunch–Kaufman factorisation of a symmetric matrix, definite or not.
 *
 *     P·A·Pᵀ = L·D·Lᵀ,   D with blocks of order 1 and 2
 *
 * The signs of D are those of the eigenvalues of A. Prefer {@link cholesky} when A must be positive definite, and
 * {@link lu} when it is not symmetric. n³/3 flops. Only the lower triangle of A is read.
 */
export function ldlt(a: Value): Ldlt {
  return Ldlt.of(a);
}
