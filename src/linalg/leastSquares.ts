import type { Value } from "../value/value.ts";
import type { Matrix } from "./matrix.ts";
import { qr } from "./qr.ts";

/**
 * The x that comes closest to solving an overdetermined system, by QR.
 *
 *     min |A·x − b|
 *
 * Keep the factorisation with {@link qr} when there are many right-hand sides at different times.
 *
 * @throws ERR_SINGULAR  the columns of A are linearly dependent
 * @throws ERR_SHAPE  more columns than rows
 */
export function leastSquares(a: Value, b: Value): Float64Array | Matrix {
  const factor = qr(a);
  try {
    return factor.solve(b);
  } finally {
    factor.dispose();
  }
}
