import { fail } from "../error/fail.ts";
import { toDense } from "../value/toDense.ts";
import type { Value } from "../value/value.ts";

/** A dense matrix: rows × columns numbers in row-major order, without gaps. */
export interface Matrix {
  readonly data: Float64Array;
  readonly shape: readonly [rows: number, columns: number];
}

/** Rows and columns of what the caller gave; a vector is one column. The data may be the caller's own. */
export interface Argument {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly isVector: boolean;
}

/** The data itself when it already is what the kernels read; a copy otherwise. */
function dense(value: Value, name: string): { data: Float64Array; shape: readonly number[] } {
  if (typeof value === "object" && value !== null && "data" in value && "shape" in value) {
    const { data, shape } = value;
    const plain = !("strides" in value) && !("stride" in value) && !("offset" in value);
    if (
      plain &&
      data instanceof Float64Array &&
      data.length === (shape[0] ?? 1) * (shape[1] ?? 1)
    ) {
      return { data, shape };
    }
  }
  return value instanceof Float64Array
    ? { data: value, shape: [value.length] }
    : toDense(value, name);
}

/**
 * A vector or a matrix of finite numbers.
 *
 * @throws ERR_SHAPE  more than two dimensions, or none
 * @throws ERR_NOT_FINITE  the first entry that is NaN or infinite
 */
export function argument(value: Value, operation: string, name: string): Argument {
  const { data, shape } = dense(value, name);
  if (shape.length !== 1 && shape.length !== 2) {
    const advice = "Pass a vector or a matrix: nested arrays, or { data, shape: [rows, columns] }.";
    fail("ERR_SHAPE", { operation, shapes: [shape], names: [name], advice });
  }
  const columns = shape[1] ?? 1;
  const bad = firstNotFinite(data);
  if (bad >= 0) {
    const index = shape.length === 1 ? bad : [Math.floor(bad / columns), bad % columns];
    fail("ERR_NOT_FINITE", { operation, name, value: data[bad]!, index });
  }
  return { data, rows: shape[0]!, columns, isVector: shape.length === 1 };
}

/** A loop: findIndex takes as long as factoring a matrix of 32 rows. */
function firstNotFinite(data: Float64Array): number {
  // x − x is 0 for a number, and NaN for the others.
  for (let i = 0; i < data.length; i++) if (data[i]! - data[i]! !== 0) return i;
  return -1;
}

/** A square matrix. */
export function square(value: Value, operation: string, name: string): Argument {
  const a = argument(value, operation, name);
  if (a.isVector || a.rows !== a.columns) {
    const shapes = [a.isVector ? [a.rows] : [a.rows, a.columns]];
    fail("ERR_SHAPE", { operation, shapes, names: [name], advice: "It must be a square matrix." });
  }
  return a;
}

/** A right-hand side with as many rows as the matrix. */
export function rightHandSide(
  value: Value,
  operation: string,
  rows: number,
  columns: number,
): Argument {
  const b = argument(value, operation, "b");
  if (b.rows !== rows) {
    const shapes = [[rows, columns], b.isVector ? [b.rows] : [b.rows, b.columns]];
    const advice = "A and b must have the same number of rows.";
    fail("ERR_SHAPE", { operation, shapes, names: ["A", "b"], advice });
  }
  return b;
}

/** Wraps the numbers of a result in the form of the right-hand side. */
export function like(b: Argument, data: Float64Array, rows: number): Float64Array | Matrix {
  return b.isVector ? data : { data, shape: [rows, b.columns] };
}
