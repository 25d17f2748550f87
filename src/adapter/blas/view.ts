import { view as memory } from "../../core/arena.ts";
import { room } from "../../linalg/buffer.ts";

/** A matrix in an array: element (i, j) is data[offset + i·down + j·right]. */
export interface View {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly down: number;
  readonly right: number;
  readonly offset: number;
}

/** The transposed matrix, in the same array. */
export const transposed = ({ data, rows, columns, down, right, offset }: View): View => ({
  data,
  rows: columns,
  columns: rows,
  down: right,
  right: down,
  offset,
});

/** Whether columns and not rows lie together. */
export const isColumnMajor = ({ down, right }: View): boolean => down === 1 && right !== 1;

/** Copies a view into the arena, row by row without gaps; returns its address, for the caller to free. */
export function gathered(view: View): number {
  const { data, rows, columns, down, right, offset } = view;
  const pointer = room(rows * columns);
  const numbers = memory();
  let to = pointer / 8;
  const last = offset + (rows - 1) * down + columns;
  const isInside = offset >= 0 && last <= data.length && offset + (rows - 1) * down >= 0;
  for (let i = 0, row = offset; i < rows; i++, row += down) {
    if (right === 1 && isInside) numbers.set(data.subarray(row, row + columns), to);
    else for (let j = 0, from = row; j < columns; j++, from += right) numbers[to + j] = data[from]!;
    to += columns;
  }
  return pointer;
}

/** Copies numbers of the arena back into a view. */
export function scatter(pointer: number, view: View): void {
  const { data, rows, columns, down, right, offset } = view;
  const numbers = memory();
  let from = pointer / 8;
  for (let i = 0, row = offset; i < rows; i++, row += down) {
    if (right === 1 && row >= 0 && row + columns <= data.length)
      data.set(numbers.subarray(from, from + columns), row);
    else for (let j = 0, to = row; j < columns; j++, to += right) data[to] = numbers[from + j]!;
    from += columns;
  }
}
