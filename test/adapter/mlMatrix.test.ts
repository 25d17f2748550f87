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

test("from 48 rows on, matrices go in and come out; below, the library is asked", () => {
  const { solve, inverse } = mlMatrix(library);
  const [large, small] = [diagonal(48, 4), diagonal(47, 4)];
  expect(solve(large, diagonal(48, 2)).get(31, 31)).toBe(0.5);
  expect(inverse(large)).toBeInstanceOf(Matrix);
  expect(inverse(large).get(7, 7)).toBe(0.25);
  expect(() => solve(small, small)).toThrow("own solve");
  expect(() => inverse(small)).toThrow("own inverse");
});

test("a singular matrix is left to the library", () => {
  const { inverse, solve } = mlMatrix(library);
  expect(() => inverse(diagonal(50, 0))).toThrow("own inverse");
  expect(() => solve(diagonal(50, 0), diagonal(50, 1))).toThrow("own solve");
});

test("accelerate exchanges mmul, and its result puts it back", () => {
  const undo = mlMatrix(library).accelerate();
  expect(diagonal(50, 3).mmul(diagonal(50, 2)).get(5, 5)).toBe(6);
  expect(() => diagonal(4, 3).mmul(diagonal(4, 2))).toThrow("own product");
  expect(() => diagonal(50, 3).mmul(new Matrix(50, 2))).toThrow("own product");
  undo();
  expect(() => diagonal(50, 3).mmul(diagonal(50, 2))).toThrow("own product");
});
