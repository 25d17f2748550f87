import { view, words } from "../core/arena.ts";
import { kernels } from "../core/instance.ts";
import { fail } from "../error/fail.ts";
import type { Value } from "../value/value.ts";
import { place, room } from "./buffer.ts";
import { Factor, norm1, withWork } from "./factor.ts";
import { type Matrix, square } from "./matrix.ts";

/** P·A = L·U of a square matrix; made by {@link lu}. */
export class Lu extends Factor {
  readonly #status: number;

  private constructor(
    value: { factor: number; pivots: number; rows: number; norm: number },
    status: number,
  ) {
    super("lu", { ...value, columns: value.rows });
    this.#status = status;
  }

  /**
   * x with A·x = b; b is a vector or a matrix of columns.
   *
   * @throws ERR_SINGULAR  a pivot is exactly zero
   */
  solve(b: Value): Float64Array | Matrix {
    return this.#solve(b, 0);
  }

  /**
   * x with Aᵀ·x = b, from the same factors.
   *
   * @throws ERR_SINGULAR  a pivot is exactly zero
   */
  solveTransposed(b: Value): Float64Array | Matrix {
    return this.#solve(b, 1);
  }

  /** det A; 0 for a singular matrix. May over- or underflow where its logarithm would not. */
  determinant(): number {
    const { factor, pivots, rows } = this.place;
    const [numbers, exchanged] = [view(), words()];
    let value = 1;
    for (let i = 0; i < rows; i++) {
      value *= numbers[factor / 8 + i * (rows + 1)]!;
      if (exchanged[pivots / 4 + i] !== i) value = -value;
    }
    return value;
  }

  /** Estimate of the condition number ‖A‖₁·‖A⁻¹‖₁; infinite for a singular matrix. */
  condition(): number {
    const { factor, pivots, rows, norm } = this.place;
    if (this.#status !== 0) return Number.POSITIVE_INFINITY;
    return withWork(rows, (work) => kernels.luCondition(rows, factor, rows, pivots, norm, work));
  }

  #solve(b: Value, transposed: number): Float64Array | Matrix {
    if (this.#status !== 0) {
      fail("ERR_SINGULAR", { operation: "lu", size: this.shape[0], pivot: this.#status - 1 });
    }
    return this.through(b, this.shape[0], ({ factor, pivots, rows }, x, columns) =>
      kernels.luSolve(transposed, rows, columns, factor, rows, pivots, x, columns),
    );
  }

  /** @internal */
  static of(value: Value): Lu {
    const a = square(value, "lu", "A");
    const factor = place(a.data);
    const norm = norm1(a.rows, a.rows, factor);
    const pivots = room(a.rows);
    return new Lu(
      { factor, pivots, rows: a.rows, norm },
      kernels.lu(a.rows, factor, a.rows, pivots),
    );
  }
}

/**
 * Gaussian elimination with partial pivoting of a square matrix.
 *
 *     P·A = L·U
 *
 * Prefer {@link ldlt} or {@link cholesky} for symmetric matrices: half the work. 2n³/3 flops.
 */
export function lu(a: Value): Lu {
  return Lu.of(a);
}
