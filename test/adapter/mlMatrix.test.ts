import fc from "fast-check";
import * as library from "ml-matrix";
import { afterEach, expect, test } from "vitest";
import { mlMatrix } from "../../src/adapter/mlMatrix.ts";
import { definite, eager, kind, matrix, outcome, RUNS, same, seed, size } from "./mlMatrix/same.ts";

const { Matrix } = library;
type Matrix = library.Matrix;
const backEnd = mlMatrix<Matrix, typeof library>(library);

let undo = () => {};
afterEach(() => {
  undo();
  undo = () => {};
});

test("solve, inverse and determinant are the library's, errors included", () =>
  fc.assert(
    fc.property(fc.tuple(size, size, kind, seed, fc.boolean()), ([n, c, what, start, useSVD]) => {
      const [A, B] = [matrix(n, n, start, what), matrix(n, c, start + 1)];
      const tolerance = 1e-8 * Math.max(1, library.inverse(definite(n, 1)).norm());
      const svd = useSVD && n < 10 && what !== "NaN";
      const condition = what === "plain" ? new library.SingularValueDecomposition(A).condition : 1;
      if (condition > 1e5) return;
      same(
        () => eager.solve(A, B, svd),
        () => library.solve(A, B, svd),
        tolerance,
      );
      same(
        () => eager.inverse(A, svd),
        () => library.inverse(A, svd),
        tolerance,
      );
      same(
        () => eager.determinant(A),
        () => library.determinant(A),
        tolerance,
      );
    }),
    RUNS,
  ));

test("shapes that do not fit are the library's business", () => {
  const [tall, other] = [matrix(50, 49, 1), matrix(48, 3, 2)];
  for (const f of ["solve", "inverse", "determinant"] as const) {
    const [ours, theirs] = [eager, library].map((l) => l[f] as (a: Matrix, b?: Matrix) => unknown);
    same(
      () => ours!(tall, other),
      () => theirs!(tall, other),
    );
  }
  same(
    () => eager.solve(matrix(50, 50, 1), other),
    () => library.solve(matrix(50, 50, 1), other),
  );
  const rows = [
    [2, 1],
    [1, 3],
  ];
  same(
    () => eager.inverse(rows as never),
    () => library.inverse(rows),
  );
});

test("accelerate: products and solves of all matrices of the library, of its own decompositions too", () =>
  fc.assert(
    fc.property(fc.tuple(size, size, size, seed, kind), ([m, k, n, start, what]) => {
      const [A, B, S, R] = [
        matrix(m, k, start),
        matrix(k, n, start + 1),
        matrix(m, m, start + 2, what),
        matrix(m, n, start + 3),
      ];
      if (what === "plain" && new library.SingularValueDecomposition(S).condition > 1e5) return;
      const calls = [
        () => A.mmul(B),
        () => new library.MatrixTransposeView(B).mmul(new library.MatrixTransposeView(A)),
        () => new library.WrapperMatrix1D(A.to1DArray(), { rows: m }).mmul(B),
        () => A.mmul(new library.WrapperMatrix2D(B.to2DArray())),
        () => S.mmul(R),
        () => A.mmul(matrix(k + 1, n, 1)),
        () => new library.LuDecomposition(S).solve(R),
        () => new library.CholeskyDecomposition(definite(m, start)).solve(R),
        () => new library.LuDecomposition(S).solve(matrix(m + 1, 1, 1)),
        () => library.solve(S, R),
        () => library.inverse(S),
      ];
      const before = calls.map(outcome);
      const back = eager.accelerate();
      try {
        calls.forEach((call, i) => {
          same(call, () => (typeof before[i] === "string" ? fail(before[i]) : before[i]), 1e-7);
        });
      } finally {
        back();
      }
    }),
    RUNS,
  ));

function fail(message: string): never {
  throw new Error(message);
}

test("undoing puts the library's own functions back", () => {
  const own = [
    Matrix.prototype.mmul,
    library.LuDecomposition.prototype.solve,
    library.CholeskyDecomposition.prototype.solve,
  ];
  undo = backEnd.accelerate();
  expect(Matrix.prototype.mmul).not.toBe(own[0]);
  undo();
  expect([
    Matrix.prototype.mmul,
    library.LuDecomposition.prototype.solve,
    library.CholeskyDecomposition.prototype.solve,
  ]).toEqual(own);
});

test("below 12 rows the library runs itself, to the bit", () => {
  const [A, B] = [definite(11, 1), matrix(11, 11, 2)];
  const expected = [A.mmul(B), library.solve(A, B), library.inverse(A)].map((x) => x.to2DArray());
  undo = backEnd.accelerate();
  expect([A.mmul(B), backEnd.solve(A, B), backEnd.inverse(A)].map((x) => x.to2DArray())).toEqual(
    expected,
  );
  expect(new backEnd.LuDecomposition(A)).toEqual(new library.LuDecomposition(A));
});

const rowsOf = (m: number, n: number) => matrix(m, n, 5).to2DArray();

test.each([
  ["longer", (row: number[]) => [...row, 7]],
  ["shorter", (row: number[]) => row.slice(1)],
  ["missing", () => undefined as never],
])("a wrapper of rows, one of which is %s, is the library's", (_, change) => {
  const rows = rowsOf(40, 40);
  rows[39] = change(rows[39]!);
  const wrapper = new library.WrapperMatrix2D(rows);
  const calls = [
    (l: typeof backEnd | typeof library) => l.solve(wrapper as never, matrix(40, 2, 1)),
    (l: typeof backEnd | typeof library) => l.determinant(wrapper as never),
    () => wrapper.mmul(matrix(40, 40, 2)),
  ];
  const expected = calls.map((call) => outcome(() => call(library)));
  undo = backEnd.accelerate();
  calls.forEach((call, i) => {
    same(
      () => call(backEnd),
      () => (typeof expected[i] === "string" ? fail(expected[i]) : expected[i]),
    );
  });
});

test("a view whose entries need the arena themselves is read right", () => {
  class Lazy extends library.AbstractMatrix {
    override rows = 40;
    override columns = 40;
    override get(i: number, j: number): number {
      const large = i === 0 && j === 0 ? 900 : 1;
      Matrix.ones(large, 20).mmul(Matrix.ones(20, large));
      return i === j ? 2 : 0;
    }
    override set(): this {
      return this;
    }
  }
  undo = backEnd.accelerate();
  expect(new Lazy().mmul(Matrix.ones(40, 9))).toEqual(Matrix.ones(40, 9).mul(2));
});

test("a result is a matrix like any other: rows come, go and are written one by one", () => {
  const A = definite(20, 3);
  undo = backEnd.accelerate();
  const [product, plain] = [A.mmul(A), new Matrix(A.mmul(A).to2DArray())];
  for (const X of [product, plain]) {
    X.set(3, 4, 7);
    X.removeRow(5);
    X.addRow(
      2,
      Array.from({ length: 20 }, (_, i) => i),
    );
    X.swapRows(0, 19).mulRow(1, 3);
  }
  expect(product).toEqual(plain);
  expect(product).toBeInstanceOf(Matrix);
  expect(structuredClone(product.to2DArray())).toEqual(plain.to2DArray());
});

test("a symmetric matrix is solved: the library eliminates in both of its triangles at once", () => {
  const full = definite(30, 4);
  const [A, b] = [new library.SymmetricMatrix(full), matrix(30, 2, 6)];
  const left = (x: Matrix) => full.mmul(x).sub(b).norm() / b.norm();
  expect(left(backEnd.solve(A as never, b))).toBeLessThan(1e-13);
  expect(left(library.solve(A, b))).toBeGreaterThan(1e-3);
});
