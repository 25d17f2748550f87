import { expect, test } from "vitest";
import { mlMatrix } from "../../src/adapter/mlMatrix.ts";

/** The part of ml-matrix that the adapter uses; test/runtime/dropin.mjs runs it on the real one. */
class Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array[];
  constructor(rows: number, columns: number) {
    this.rows = rows;
    this.columns = columns;
    this.data = Array.from({ length: rows }, () => new Float64Array(columns));
  }
  get(row: number, column: number): number {
    return this.data[row]![column]!;
  }
  mmul(_: Matrix): Matrix {
    throw new Error("the library's own product");
  }
}

const library = {
  AbstractMatrix: Matrix,
  Matrix,
  solve: (): Matrix => {
    throw new Error("the library's own solve");
  },
  inverse: (): Matrix => {
    throw new Error("the library's own inverse");
  },
};

const diagonal = (n: number, value: number): Matrix => {
  const matrix = new Matrix(n, n);
  for (let i = 0; i < n; i++) matrix.data[i]![i] = value;
  return matrix;
};

test("from 32 rows on, matrices go in and come out; below, the library is asked", () => {
  const { solve, inverse } = mlMatrix(library);
  const [large, small] = [diagonal(32, 4), diagonal(31, 4)];
  expect(solve(large, diagonal(32, 2)).get(31, 31)).toBe(0.5);
  expect(inverse(large)).toBeInstanceOf(Matrix);
  expect(inverse(large).get(7, 7)).toBe(0.25);
  expect(() => solve(small, small)).toThrow("own solve");
  expect(() => inverse(small)).toThrow("own inverse");
});

test("a singular matrix is left to the library", () => {
  const { inverse, solve } = mlMatrix(library);
  expect(() => inverse(diagonal(40, 0))).toThrow("own inverse");
  expect(() => solve(diagonal(40, 0), diagonal(40, 1))).toThrow("own solve");
});

test("accelerate exchanges mmul, and its result puts it back", () => {
  const undo = mlMatrix(library).accelerate();
  expect(diagonal(40, 3).mmul(diagonal(40, 2)).get(5, 5)).toBe(6);
  expect(() => diagonal(4, 3).mmul(diagonal(4, 2))).toThrow("own product");
  expect(() => diagonal(40, 3).mmul(new Matrix(40, 2))).toThrow("own product");
  undo();
  expect(() => diagonal(40, 3).mmul(diagonal(40, 2))).toThrow("own product");
});
