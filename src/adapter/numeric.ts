import { words } from "../core/arena.ts";
import type { HostMatrix } from "./shared/hostMatrix.ts";
import { determinant, factors, inverse, product, solution } from "./shared/operations.ts";
import { fromRows, toList, toRows } from "./shared/rows.ts";

/** The factors of numeric.js: L below the diagonal, and the row that each step exchanged. */
export interface NumericLu {
  readonly LU: number[][];
  readonly P: number[];
}

/** What the adapter speeds up of numeric.js. */
export interface NumericFunctions {
  dot(a: unknown, b: unknown): unknown;
  inv(a: number[][]): number[][];
  det(a: number[][]): number;
  LU(a: number[][], fast?: boolean): NumericLu;
  solve(a: number[][], b: number[], fast?: boolean): number[];
}

/** Options of {@link numeric}. */
export interface NumericOptions {
  /** Systems, inverses and determinants of fewer rows stay with the library. Default 16; factors from twice as many. */
  readonly smallest?: number;
  /** Products of matrices with fewer rows or columns stay with the library. Default 20. */
  readonly smallestProduct?: number;
}

/** The same functions as the library's, and a switch. */
export interface NumericBackEnd extends NumericFunctions {
  /** Puts the functions in the place of the library's; the result undoes it. */
  accelerate(): () => void;
}

/**
 * Dense linear algebra of numeric.js by the kernels of this package: `dot` of two matrices, `inv`, `det`, `LU` and
 * `solve` of arrays of rows. What is small, singular, not finite or no matrix, and what may overwrite its argument
 * (`fast`), stays with the library.
 *
 *     import library from "numeric";
 *     numeric(library).accelerate();
 */
export function numeric(library: NumericFunctions, options: NumericOptions = {}): NumericBackEnd {
  const { smallest = 16, smallestProduct = 20 } = options;
  const own = pick(library);
  const square = (a: unknown): HostMatrix | undefined => {
    const matrix = fromRows(a, smallest);
    return matrix?.rows === matrix?.columns ? matrix : undefined;
  };
  const fast: NumericFunctions = {
    dot(a, b) {
      const [left, right] = [fromRows(a, smallestProduct), fromRows(b, smallestProduct)];
      const fits = left && right && left.columns === right.rows && right.columns >= smallestProduct;
      const rows = (at: number) => toRows(at, left!.rows, right!.columns);
      return (fits ? product(left, right, rows) : undefined) ?? own.dot(a, b);
    },
    inv(a) {
      const matrix = square(a);
      const n = matrix?.rows ?? 0;
      return (matrix && inverse(matrix, (at) => toRows(at, n, n))) ?? own.inv(a);
    },
    det(a) {
      const matrix = square(a);
      return (matrix && determinant(matrix)) ?? own.det(a);
    },
    LU(a, mayOverwrite) {
      // Two matrices to hand over: it pays from twice as many rows.
      const matrix = !mayOverwrite && a?.length >= 2 * smallest ? square(a) : undefined;
      return (matrix && factorsOf(matrix)) ?? own.LU(a, mayOverwrite);
    },
    solve(a, b, mayOverwrite) {
      const matrix = mayOverwrite ? undefined : square(a);
      return (matrix && solutionOf(matrix, b)) ?? own.solve(a, b, mayOverwrite);
    },
  };
  return {
    ...fast,
    accelerate() {
      Object.assign(library, fast);
      return () => {
        Object.assign(library, own);
      };
    },
  };
}

const pick = ({ dot, inv, det, LU, solve }: NumericFunctions): NumericFunctions => ({
  dot,
  inv,
  det,
  LU,
  solve,
});

function solutionOf(matrix: HostMatrix, b: unknown): number[] | undefined {
  const row = Array.isArray(b) ? fromRows([b], 1) : undefined;
  if (row?.columns !== matrix.rows) return undefined;
  // A row lies in memory as a column does.
  const right = { rows: matrix.rows, columns: 1, place: row.place };
  return solution(matrix, right, (at) => toList(at, matrix.rows));
}

function factorsOf(matrix: HostMatrix): NumericLu | undefined {
  const n = matrix.rows;
  return factors(matrix, ({ factor, pivots }) => ({
    LU: toRows(factor, n, n),
    P: Array.from(words().subarray(pivots / 4, pivots / 4 + n)),
  }));
}
