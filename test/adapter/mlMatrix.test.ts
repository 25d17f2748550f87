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
