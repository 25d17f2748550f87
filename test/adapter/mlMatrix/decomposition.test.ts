import fc from "fast-check";
import * as library from "ml-matrix";
import { describe, expect, test } from "vitest";
import { definite, eager, kind, matrix, RUNS, same, seed, size } from "./same.ts";

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
