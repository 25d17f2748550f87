import { view } from "../../core/arena.ts";
import { read } from "../../linalg/buffer.ts";
import type { HostMatrix } from "../shared/hostMatrix.ts";

/** What the adapter reads and writes of a matrix of ml-matrix. */
export interface MlMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data?: ArrayLike<number>[] | ArrayLike<number>;
  get(row: number, column: number): number;
  mmul(other: MlMatrix): MlMatrix;
}

/** The constructor of the library's matrices. */
export interface MatrixMaker<M> {
  readonly Matrix: new (rows: number, columns: number) => M;
}

export const isMatrix = (value: unknown): value is MlMatrix =>
  typeof (value as MlMatrix | undefined)?.get === "function";

/**
 * A matrix of the library. A view of the library has no rows of its own, and a wrapper may have all of them in one
 * array: these are read entry by entry.
 */
export function host(matrix: MlMatrix): HostMatrix {
  const { rows, columns, data: lines } = matrix;
  const hasRows = Array.isArray(lines) && typeof lines[0] === "object";
  const place = hasRows
    ? (pointer: number) => placeRows(lines, rows, columns, pointer)
    : (pointer: number) => placeEntries(matrix, pointer);
  return { rows, columns, place };
}

function placeRows(
  lines: ArrayLike<number>[],
  rows: number,
  columns: number,
  pointer: number,
): boolean {
  const memory = view();
  for (let i = 0, at = pointer / 8; i < rows; i++, at += columns) {
    const row = lines[i]!;
    // A wrapper of arrays may have rows of different lengths.
    if (row?.length !== columns) return false;
    memory.set(row, at);
  }
  return true;
}

/** By way of an array: a view with a `get` of its own may use the arena meanwhile. */
function placeEntries(matrix: MlMatrix, pointer: number): boolean {
  const { rows, columns } = matrix;
  const data = new Float64Array(rows * columns);
  for (let i = 0, at = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) data[at++] = matrix.get(i, j);
  view().set(data, pointer / 8);
  return true;
}

/**
 * Numbers of the arena as a matrix of the library. Its rows lie in one buffer: to make an array for each takes half as
 * long as a product of 64 rows.
 */
export function wrapped<M>(
  { Matrix }: MatrixMaker<M>,
  pointer: number,
  rows: number,
  columns: number,
): M {
  const { buffer } = read(pointer, rows * columns);
  const result = new Matrix(0, columns) as { data: Float64Array[]; rows: number };
  for (let i = 0; i < rows; i++)
    result.data.push(new Float64Array(buffer, 8 * i * columns, columns));
  result.rows = rows;
  return result as M;
}
