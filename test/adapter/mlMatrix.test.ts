import fc from "fast-check";
import * as library from "ml-matrix";
import { afterEach, describe, expect, test } from "vitest";
import { mlMatrix } from "../../src/adapter/mlMatrix.ts";
import { random } from "../reference/random.ts";

const { Matrix } = library;
type Matrix = library.Matrix;
/** Everything is taken over: what is small, singular or wrong is compared as well. */
const eager = mlMatrix<Matrix, typeof library>(library, { smallest: 1 });
const backEnd = mlMatrix<Matrix, typeof library>(library);

let undo = () => {};
afterEach(() => {
  undo();
  undo = () => {};
});

const RUNS = { seed: 11, numRuns: 60 };
const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 30, max: 52 }));
const seed = fc.integer({ min: 1, max: 1e6 });
/** As plain random numbers, with a dependent row, with a NaN: what a caller may come with. */
const kind = fc.constantFrom("plain", "plain", "plain", "singular", "NaN");

function matrix(m: number, n: number, start: number, what = "plain"): Matrix {
  const next = random(start);
  const result = new Matrix(m, n).apply(function fill(this: Matrix, i: number, j: number) {
    this.set(i, j, 2 * next() - 1);
  });
  if (what === "singular") result.setRow(m - 1, new Array(n).fill(0));
  if (what === "NaN") result.set(m >> 1, n >> 1, Number.NaN);
  return result;
}
const definite = (n: number, start: number) => {
  const a = matrix(n, n, start);
  const b = a.mmul(a.transpose()).add(Matrix.eye(n).mul(n));
  return b.add(b.transpose()).mul(0.5);
};

/** What a call gives: rows, a number, or what it throws. */
function outcome(call: () => unknown): unknown {
  try {
    const value = call();
    return library.AbstractMatrix.isMatrix(value) ? (value as Matrix).to2DArray() : value;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The same in every entry, up to rounding; errors word by word. */
function same(ours: () => unknown, theirs: () => unknown, tolerance = 1e-8): void {
  const [is, should] = [outcome(ours), outcome(theirs)];
  if (typeof should === "string" || typeof is === "string") {
    expect(is).toBe(should);
    return;
  }
  const [a, b] = [is, should].map((value) => [value].flat(2) as number[]);
  expect(a!.length).toBe(b!.length);
  const largest = b!.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  a!.forEach((value, i) => {
    if (!Object.is(value, b![i]) && !(Math.abs(value - b![i]!) <= tolerance * largest))
      expect.fail(`entry ${i}: ${value}, the library has ${b![i]}`);
  });
}

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

describe("LuDecomposition", () => {
  test("is an instance of the library's class with its fields and answers", () =>
    fc.assert(
      fc.property(fc.tuple(size, size, kind, seed), ([n, c, what, start]) => {
        const [A, B] = [matrix(n, n, start, what), matrix(n, c, start + 1)];
        const [ours, theirs] = [new eager.LuDecomposition(A), new library.LuDecomposition(A)];
        expect(ours).toBeInstanceOf(library.LuDecomposition);
        expect(ours).toBeInstanceOf(eager.LuDecomposition);
        expect(Object.keys(ours)).toEqual(Object.keys(theirs));
        expect(ours.pivotPermutationVector).toEqual(theirs.pivotPermutationVector);
        same(
          () => ours.lowerTriangularMatrix,
          () => theirs.lowerTriangularMatrix,
        );
        same(
          () => ours.upperTriangularMatrix,
          () => theirs.upperTriangularMatrix,
        );
        same(
          () => ours.determinant,
          () => theirs.determinant,
        );
        expect(ours.isSingular()).toBe(theirs.isSingular());
        const product = what === "plain" ? A.mmul(ours.solve(B)) : undefined;
        if (product)
          same(
            () => product,
            () => B,
            1e-6,
          );
        else
          same(
            () => ours.solve(B),
            () => theirs.solve(B),
          );
      }),
      RUNS,
    ));
  test("of a matrix that is not square is the library's", () => {
    const A = matrix(60, 50, 1);
    same(
      () => new eager.LuDecomposition(A).lowerTriangularMatrix,
      () => new library.LuDecomposition(A).lowerTriangularMatrix,
      0,
    );
  });
});

test("CholeskyDecomposition is an instance of the library's class with its fields and answers", () =>
  fc.assert(
    fc.property(
      fc.tuple(
        size,
        size,
        fc.constantFrom("definite", "definite", "indefinite", "lopsided", "NaN"),
        seed,
      ),
      ([n, c, what, start]) => {
        const A = definite(n, start);
        if (what === "indefinite") A.set(n - 1, n - 1, -1);
        if (what === "lopsided") A.set(0, n - 1, A.get(0, n - 1) + 1);
        if (what === "NaN") A.set(n - 1, n - 1, Number.NaN);
        const B = matrix(n, c, start + 1);
        const [ours, theirs] = [eager, library].map((l) => {
          try {
            return new l.CholeskyDecomposition(A);
          } catch (error) {
            return error as Error;
          }
        });
        if (theirs instanceof Error) {
          expect((ours as Error).message).toBe(theirs.message);
          return;
        }
        const [a, b] = [ours, theirs] as library.CholeskyDecomposition[];
        expect(a).toBeInstanceOf(library.CholeskyDecomposition);
        expect(Object.keys(a!)).toEqual(Object.keys(b!));
        expect(a!.isPositiveDefinite()).toBe(b!.isPositiveDefinite());
        same(
          () => a!.lowerTriangularMatrix,
          () => b!.lowerTriangularMatrix,
        );
        same(
          () => a!.solve(B),
          () => b!.solve(B),
        );
        same(
          () => a!.solve(matrix(n + 1, 1, 3)),
          () => b!.solve(matrix(n + 1, 1, 3)),
        );
      },
    ),
    RUNS,
  ));

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

test("below 48 rows the library runs itself, to the bit", () => {
  const [A, B] = [definite(47, 1), matrix(47, 47, 2)];
  const expected = [A.mmul(B), library.solve(A, B), library.inverse(A)].map((x) => x.to2DArray());
  undo = backEnd.accelerate();
  expect([A.mmul(B), backEnd.solve(A, B), backEnd.inverse(A)].map((x) => x.to2DArray())).toEqual(
    expected,
  );
  expect(new backEnd.LuDecomposition(A)).toEqual(new library.LuDecomposition(A));
});
