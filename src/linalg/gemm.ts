import { kernels } from "../core/instance.ts";
import { fail } from "../error/fail.ts";
import type { Value } from "../value/value.ts";
import { borrowing, place, read, room } from "./buffer.ts";
import { argument, type Matrix } from "./matrix.ts";

/** Options of {@link gemm}. */
export interface GemmOptions {
  /** Use Aᵀ. */
  readonly transposeA?: boolean;
  /** Use Bᵀ. */
  readonly transposeB?: boolean;
  /** Factor of the product; 1 if not given. */
  readonly alpha?: number;
  /** Added to the product, times `beta`. */
  readonly c?: Value;
  /** Factor of `c`; 1 if not given. */
  readonly beta?: number;
}

/**
 * The product of two matrices.
 *
 *     alpha·op(A)·op(B) + beta·C
 *
 * For Aᵀ·D·A prefer {@link syrk}: half the work. 2mnk flops; a vector is one column.
 *
 * @throws ERR_SHAPE  the inner sizes differ, or C does not have the shape of the product
 * @example
 * ```ts
 * import { gemm } from "echelon/linalg";
 * gemm([[1, 2], [3, 4]], [[1, 0], [0, 2]]).data; // → Float64Array.of(1, 4, 3, 8)
 * ```
 */
export function gemm(a: Value, b: Value, options: GemmOptions = {}): Matrix {
  const { transposeA = false, transposeB = false, alpha = 1, beta = 1 } = options;
  const left = argument(a, "gemm", "A");
  const right = argument(b, "gemm", "B");
  const [m, k] = transposeA ? [left.columns, left.rows] : [left.rows, left.columns];
  const [inner, n] = transposeB ? [right.columns, right.rows] : [right.rows, right.columns];
  if (k !== inner) {
    const names = [transposeA ? "op(A)" : "A", transposeB ? "op(B)" : "B"];
    const advice = "The inner sizes must agree: transpose one with transposeA or transposeB.";
    fail("ERR_SHAPE", {
      operation: "gemm",
      shapes: [
        [m, k],
        [inner, n],
      ],
      names,
      advice,
    });
  }
  const added = options.c === undefined ? undefined : argument(options.c, "gemm", "C");
  if (added !== undefined && (added.rows !== m || added.columns !== n)) {
    const shapes = [
      [added.rows, added.columns],
      [m, n],
    ];
    fail("ERR_SHAPE", { operation: "gemm", shapes, names: ["C", "the product"] });
  }
  return borrowing((keep) => {
    const [x, y] = [keep(place(left.data)), keep(place(right.data))];
    const z = keep(added === undefined ? room(m * n) : place(added.data));
    const [tA, tB] = [transposeA ? 1 : 0, transposeB ? 1 : 0];
    const factor = added === undefined ? 0 : beta;
    kernels.gemm(tA, tB, m, n, k, alpha, x, left.columns, y, right.columns, factor, z, n);
    return { data: read(z, m * n), shape: [m, n] };
  });
}
