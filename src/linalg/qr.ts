import { view } from "../core/arena.ts";
import { kernels } from "../core/instance.ts";
import { fail } from "../error/fail.ts";
import type { Value } from "../value/value.ts";
import { place, read, room } from "./buffer.ts";
import { Factor, type Place } from "./factor.ts";
import { argument, type Matrix } from "./matrix.ts";
import { reflected, reflections } from "./reflections.ts";

/** A = Q·R of a matrix with at least as many rows as columns; made by {@link qr}. */
export class Qr extends Factor {
  /** The first column that depends on others, or −1. */
  readonly #dependent: number;

  private constructor(place: Place, dependent: number) {
    super("qr", place);
    this.#dependent = dependent;
  }

  /**
   * The x with the smallest |A·x − b|; b is a vector or a matrix of columns.
   *
   * @throws ERR_SINGULAR  the columns of A are linearly dependent to working precision
   */
  solve(b: Value): Float64Array | Matrix {
    if (this.#dependent >= 0) {
      fail("ERR_SINGULAR", {
        operation: "qr",
        matrix: "R",
        size: this.shape[1],
        pivot: this.#dependent,
        advice: "Remove the columns that depend on others, or add a ridge: rows √ridge·I below A.",
      });
    }
    return this.through(b, this.shape[1], ({ factor, pivots, rows, columns }, x, sides) => {
      reflected(rows, columns, sides, factor, pivots, x);
      kernels.trsm(0, 1, 0, 0, columns, sides, 1, factor, columns, x, sides);
    });
  }

  /** R, columns × columns, with zeros below the diagonal. */
  upper(): Matrix {
    const { factor, columns } = this.place;
    const data = read(factor, columns * columns);
    for (let i = 0; i < columns; i++) data.fill(0, i * columns, i * columns + i);
    return { data, shape: [columns, columns] };
  }

  /** @internal */
  static of(value: Value): Qr {
    const { data, rows, columns } = argument(value, "qr", "A");
    if (rows < columns) {
      const advice = "It needs at least as many rows as columns: factor the transpose.";
      fail("ERR_SHAPE", { operation: "qr", shapes: [[rows, columns]], names: ["A"], advice });
    }
    const [factor, pivots] = [place(data), room(columns)];
    reflections(rows, columns, factor, pivots);
    const dependent = dependentColumn(view(), factor / 8, rows, columns);
    return new Qr({ factor, pivots, rows, columns, norm: 0 }, dependent);
  }
}

/** The first column whose part outside the span of the others is lost in rounding, or −1. */
function dependentColumn(numbers: Float64Array, r: number, rows: number, columns: number): number {
  const pivot = (i: number) => Math.abs(numbers[r + i * (columns + 1)]!);
  let largest = 0;
  for (let i = 0; i < columns; i++) largest = Math.max(largest, pivot(i));
  const smallest = largest * 2 ** -52 * rows;
  for (let i = 0; i < columns; i++) if (!(pivot(i) > smallest)) return i;
  return -1;
}

/**
 * The QR factorisation by Householder reflections, for least squares.
 *
 *     A = Q·R,   min |A·x − b| at R·x = Qᵀ·b
 *
 * The condition of A enters once, where the normal equations square it. 2n²(m − n/3) flops.
 *
 * @throws ERR_SHAPE  more columns than rows
 */
export function qr(a: Value): Qr {
  return Qr.of(a);
}
