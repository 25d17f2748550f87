import { EchelonError } from "../../error/echelonError.ts";
import type { Matrix as Dense } from "../../linalg/matrix.ts";

/** What the adapter reads and writes of a matrix of ml-matrix. */
export interface MlMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data?: ArrayLike<number>[] | ArrayLike<number>;
  get(row: number, column: number): number;
  isSymmetric(): boolean;
  mmul(other: MlMatrix): MlMatrix;
}

/** The constructor of the library's matrices. */
export interface MatrixMaker<M> {
  readonly Matrix: new (rows: number, columns: number) => M;
}

export const isMatrix = (value: unknown): value is MlMatrix =>
  typeof (value as MlMatrix | undefined)?.get === "function";

/** The fast way, and the library's own where this package refuses: a singular matrix, NaN, shapes that differ. */
export function otherwise<T>(fast: () => T, usual: () => T): T {
  try {
    return fast();
  } catch (error) {
    if (error instanceof EchelonError) return usual();
    throw error;
  }
}

/**
 * Rows one after the other. A view of the library has no rows of its own, and a wrapper may have all of them in one
 * array: these are read entry by entry.
 */
export function dense(matrix: MlMatrix): Dense {
  const { rows, columns, data: lines } = matrix;
  const data = new Float64Array(rows * columns);
  if (Array.isArray(lines) && typeof lines[0] === "object")
    for (let i = 0; i < rows; i++) data.set(lines[i]!, i * columns);
  else
    for (let i = 0, at = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) data[at++] = matrix.get(i, j);
  return { data, shape: [rows, columns] };
}

/** A matrix of the library with these numbers. */
export function wrapped<M>(
  { Matrix }: MatrixMaker<M>,
  data: Float64Array,
  rows: number,
  columns: number,
): M {
  const result = new Matrix(rows, columns);
  const lines = (result as { data: Float64Array[] }).data;
  for (let i = 0; i < rows; i++) lines[i]!.set(data.subarray(i * columns, (i + 1) * columns));
  return result;
}
