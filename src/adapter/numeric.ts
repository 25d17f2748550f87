import { words } from "../core/arena.ts";
import { kernels } from "../core/instance.ts";
import { EchelonError } from "../error/echelonError.ts";
import { borrowing, place, read, room } from "../linalg/buffer.ts";
import { gemm } from "../linalg/gemm.ts";
import { lu } from "../linalg/lu.ts";
import type { Matrix } from "../linalg/matrix.ts";
import { inverse } from "../linalg/solve.ts";
import { allFinite } from "./shared/allFinite.ts";
import { fromRows, toRows } from "./shared/rows.ts";

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
  /** Systems, inverses and determinants of fewer rows stay with the library. Default 32; factors from 1.5 times it. */
  readonly smallest?: number;
  /** Products of matrices with fewer rows or columns stay with the library. Default 32. */
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
  const { smallest = 32, smallestProduct = 32 } = options;
  const own = pick(library);
  const square = (a: unknown): Matrix | undefined => {
    const matrix = fromRows(a, smallest);
    return matrix?.shape[0] === matrix?.shape[1] ? matrix : undefined;
  };
  const fast: NumericFunctions = {
    dot(a, b) {
      const [left, right] = [fromRows(a, smallestProduct), fromRows(b, smallestProduct)];
      const fits = left && right && right.shape[1] >= smallestProduct;
      return (fits ? attempt(() => toRows(gemm(left, right))) : undefined) ?? own.dot(a, b);
    },
    inv(a) {
      const matrix = square(a);
      return (matrix && attempt(() => toRows(inverse(matrix)))) ?? own.inv(a);
    },
    det(a) {
      const matrix = square(a);
      return (matrix && attempt(() => determinant(matrix))) ?? own.det(a);
    },
    LU(a, mayOverwrite) {
      // Two matrices to hand over: it pays from half as many rows again.
      const fits = !mayOverwrite && a?.length >= 1.5 * smallest;
      const matrix = fits ? square(a) : undefined;
      return (matrix && factors(matrix)) ?? own.LU(a, mayOverwrite);
    },
    solve(a, b, mayOverwrite) {
      const matrix = mayOverwrite ? undefined : square(a);
      const fits = matrix && Array.isArray(b) && b.length === matrix.shape[0];
      return (
        (fits ? attempt(() => solution(matrix, b)) : undefined) ?? own.solve(a, b, mayOverwrite)
      );
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

/** Undefined where this package refuses: the library answers then in its own way, often with NaN. */
function attempt<T>(fast: () => T): T | undefined {
  try {
    return fast();
  } catch (error) {
    if (error instanceof EchelonError) return undefined;
    throw error;
  }
}

function determinant(matrix: Matrix): number {
  const factor = lu(matrix);
  try {
    return factor.determinant();
  } finally {
    factor.dispose();
  }
}

/** One factorisation and no refinement: what the library does. */
function solution(matrix: Matrix, b: number[]): number[] {
  const factor = lu(matrix);
  try {
    return [...(factor.solve(Float64Array.from(b)) as Float64Array)];
  } finally {
    factor.dispose();
  }
}

function factors({ data, shape: [n] }: Matrix): NumericLu | undefined {
  if (!allFinite(data)) return undefined;
  return borrowing((keep) => {
    const [a, pivots] = [keep(place(data)), keep(room(n))];
    if (kernels.lu(n, a, n, pivots) !== 0) return undefined;
    const P = Array.from(words().subarray(pivots / 4, pivots / 4 + n));
    return { LU: toRows({ data: read(a, n * n), shape: [n, n] }), P };
  });
}
