import { EchelonError } from "../error/echelonError.ts";
import { gemm } from "../linalg/gemm.ts";
import type { Matrix as Dense } from "../linalg/matrix.ts";
import { inverse, solve } from "../linalg/solve.ts";

/** What the adapter reads and writes of a matrix of ml-matrix. */
interface MlMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data?: ArrayLike<number>[];
  get(row: number, column: number): number;
  mmul(other: MlMatrix): MlMatrix;
}

/** What the adapter uses of the library. */
export interface MlMatrixLibrary<M> {
  readonly AbstractMatrix: { prototype: unknown };
  readonly Matrix: new (rows: number, columns: number) => M;
  solve(a: M, b: M, useSVD?: boolean): M;
  inverse(a: M, useSVD?: boolean): M;
}

/** Options of {@link mlMatrix}. */
export interface MlMatrixOptions {
  /** Systems of fewer rows, and products of fewer multiplications than its cube, stay with the library. Default 48. */
  readonly smallest?: number;
}

/** The fewest rows and columns of a product that is worth copying. */
const THIN = 8;

/** The same functions as the library's, and a switch. */
export interface MlMatrixBackEnd<M> {
  solve(a: M, b: M, useSVD?: boolean): M;
  inverse(a: M, useSVD?: boolean): M;
  /** Makes `a.mmul(b)` of every matrix of the library fast; the result undoes it. */
  accelerate(): () => void;
}

/**
 * Matrix products, solutions and inverses of ml-matrix by the kernels of this package: matrices of the library in and
 * out. What is small, singular or not finite is left to the library, so that results and errors stay its own.
 *
 *     import * as library from "ml-matrix";
 *     const { solve, inverse, accelerate } = mlMatrix(library);
 *     accelerate();
 *
 * `npm run bench -- dropin` shows the gain for each size.
 */
export function mlMatrix<M>(
  library: MlMatrixLibrary<M>,
  options: MlMatrixOptions = {},
): MlMatrixBackEnd<M> {
  const { smallest = 48 } = options;
  const wrap = (from: Dense | Float64Array, columns: number): M =>
    wrapped(library, from instanceof Float64Array ? from : from.data, columns);
  const fits = (a: MlMatrix, useSVD: boolean): boolean =>
    !useSVD && a.rows === a.columns && a.rows >= smallest;
  return {
    solve(a, b, useSVD = false) {
      const [left, right] = [a as unknown as MlMatrix, b as unknown as MlMatrix];
      if (!isMatrix(left) || !isMatrix(right) || !fits(left, useSVD))
        return library.solve(a, b, useSVD);
      return otherwise(
        () => wrap(solve(dense(left), dense(right)), right.columns),
        () => library.solve(a, b),
      );
    },
    inverse(a, useSVD = false) {
      const matrix = a as unknown as MlMatrix;
      if (!isMatrix(matrix) || !fits(matrix, useSVD)) return library.inverse(a, useSVD);
      return otherwise(
        () => wrap(inverse(dense(matrix)), matrix.columns),
        () => library.inverse(a),
      );
    },
    accelerate: () => accelerate(library, smallest),
  };
}

function accelerate<M>(library: MlMatrixLibrary<M>, smallest: number): () => void {
  const prototype = library.AbstractMatrix.prototype as MlMatrix;
  const own = prototype.mmul;
  prototype.mmul = function mmul(this: MlMatrix, other: MlMatrix): MlMatrix {
    const usual = () => own.call(this, other);
    const sizes = [this.rows, this.columns, isMatrix(other) ? other.columns : 0];
    const work = sizes.reduce((product, size) => product * size);
    // A thin product is as much copying as work.
    if (Math.min(...sizes) < Math.min(THIN, smallest) || work < smallest ** 3) return usual();
    return otherwise(() => {
      const { data } = gemm(dense(this), dense(other));
      return wrapped(library, data, other.columns) as unknown as MlMatrix;
    }, usual);
  };
  return () => {
    prototype.mmul = own;
  };
}

/** The fast way, and the library's own where this package refuses: a singular matrix, NaN, shapes that differ. */
function otherwise<T>(fast: () => T, usual: () => T): T {
  try {
    return fast();
  } catch (error) {
    if (error instanceof EchelonError) return usual();
    throw error;
  }
}

const isMatrix = (value: unknown): value is MlMatrix =>
  typeof (value as MlMatrix | undefined)?.get === "function";

/** Rows one after the other. A view of the library has no rows of its own: it is read entry by entry. */
function dense(matrix: MlMatrix): Dense {
  const { rows, columns, data: lines } = matrix;
  const data = new Float64Array(rows * columns);
  if (Array.isArray(lines)) for (let i = 0; i < rows; i++) data.set(lines[i]!, i * columns);
  else
    for (let i = 0, at = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) data[at++] = matrix.get(i, j);
  return { data, shape: [rows, columns] };
}

function wrapped<M>({ Matrix }: MlMatrixLibrary<M>, data: Float64Array, columns: number): M {
  const rows = columns === 0 ? 0 : data.length / columns;
  const result = new Matrix(rows, columns);
  const lines = (result as { data: Float64Array[] }).data;
  for (let i = 0; i < rows; i++) lines[i]!.set(data.subarray(i * columns, (i + 1) * columns));
  return result;
}
