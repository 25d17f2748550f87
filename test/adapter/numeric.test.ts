import fc from "fast-check";
import library from "numeric";
import { afterEach, expect, test } from "vitest";
import { numeric } from "../../src/adapter/numeric.ts";
import { random } from "../reference/random.ts";

/** Everything that can be taken over is taken over. */
const eager = numeric(library, { smallest: 1, smallestProduct: 1 });

let undo = () => {};
afterEach(() => {
  undo();
  undo = () => {};
});

const RUNS = { seed: 13, numRuns: 80 };
const size = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 20, max: 52 }));
const seed = fc.integer({ min: 1, max: 1e6 });
const kind = fc.constantFrom("plain", "plain", "plain", "singular", "NaN", "texts");

function rows(m: number, n: number, start: number, what = "plain"): number[][] {
  const next = random(start);
  const result = Array.from({ length: m }, (_, i) =>
    Array.from({ length: n }, (__, j) => 2 * next() - 1 + (i === j ? 3 : 0)),
  );
  if (what === "singular") result[m - 1] = new Array(n).fill(0);
  if (what === "NaN") result[m >> 1]![0] = Number.NaN;
  if (what === "texts") (result[0] as unknown[])[0] = "1";
  return result;
}

/** What a call gives, or throws; the numbers of both the same up to rounding. */
function same(ours: () => unknown, theirs: () => unknown, tolerance = 1e-8): void {
  const [is, should] = [ours, theirs].map((call) => {
    try {
      return [call()].flat(3);
    } catch (error) {
      return (error as Error).message;
    }
  });
  if (typeof should === "string" || typeof is === "string") expect(is).toBe(should);
  else {
    const [a, b] = [is as number[], should as number[]];
    expect(a.length).toBe(b.length);
    const largest = Math.max(1, ...b.filter((x) => !Number.isNaN(x)).map(Math.abs));
    a.forEach((value, i) => {
      if (!Object.is(value, b[i]) && !(Math.abs(value - b[i]!) <= tolerance * largest))
        expect.fail(`entry ${i}: ${value}, the library has ${b[i]}`);
    });
  }
}

test("solve, inv, det and LU are the library's, NaN, infinities and errors included", () =>
  fc.assert(
    fc.property(fc.tuple(size, kind, seed), ([n, what, start]) => {
      const A = rows(n, n, start, what);
      const b = rows(n, 1, start + 1).flat();
      const before = structuredClone({ A, b });
      same(
        () => eager.solve(A, b),
        () => library.solve(A, b),
      );
      same(
        () => eager.inv(A),
        () => library.inv(A),
      );
      same(
        () => eager.det(A),
        () => library.det(A),
      );
      same(
        () => eager.LU(A).LU,
        () => library.LU(A).LU,
      );
      expect(eager.LU(A).P).toEqual(library.LU(A).P);
      same(
        () => library.LUsolve(eager.LU(A), b),
        () => library.solve(A, b),
      );
      expect({ A, b }).toEqual(before);
    }),
    RUNS,
  ));

test("dot of matrices, vectors and numbers, and of shapes that do not fit", () =>
  fc.assert(
    fc.property(
      fc.tuple(size, size, size, kind, seed, fc.boolean()),
      ([m, k, n, what, start, isWrong]) => {
        const [A, B] = [rows(m, k, start, what), rows(k + (isWrong ? 1 : 0), n, start + 1)];
        same(
          () => eager.dot(A, B),
          () => library.dot(A, B),
        );
        const [x, y] = [rows(k, 1, start).flat(), rows(m, 1, start).flat()];
        for (const [a, b] of [
          [A, x],
          [y, A],
          [x, x],
          [2, 3],
        ])
          same(
            () => eager.dot(a, b),
            () => library.dot(a, b),
          );
      },
    ),
    RUNS,
  ));

test("fast, which may overwrite its argument, is the library's", () => {
  const [ours, theirs] = [rows(40, 40, 1), rows(40, 40, 1)];
  expect(eager.LU(ours, true)).toEqual(library.LU(theirs, true));
  expect(ours).toEqual(theirs);
});

test("matrices that are not square are the library's", () => {
  for (const [m, n] of [
    [30, 20],
    [20, 30],
  ] as const) {
    const A = rows(m, n, 1);
    const b = rows(m, 1, 2).flat();
    same(
      () => eager.solve(A, b),
      () => library.solve(A, b),
      0,
    );
    same(
      () => eager.inv(A),
      () => library.inv(A),
      0,
    );
    same(
      () => eager.det(A),
      () => library.det(A),
      0,
    );
  }
});

test("accelerate exchanges the functions of the library, and its result puts them back", () => {
  const own = { ...library };
  const A = rows(60, 60, 1);
  const expected = library.solve(A, A[0]!);
  const backEnd = numeric(library);
  undo = backEnd.accelerate();
  expect(library.solve).toBe(backEnd.solve);
  same(
    () => library.solve(A, A[0]!),
    () => expected,
  );
  // numeric.js solves with two right-hand sides by itself: rows of a product are what dot makes of them.
  same(
    () => library.dot(A, library.inv(A)),
    () => A.map((_, i) => A.map((__, j) => (i === j ? 1 : 0))),
  );
  undo();
  for (const name of ["dot", "inv", "det", "LU", "solve"] as const)
    expect(library[name]).toBe(own[name]);
});

test("below its sizes the library runs itself, to the bit", () => {
  const backEnd = numeric(library);
  const A = rows(15, 15, 1);
  expect(backEnd.inv(A)).toEqual(library.inv(A));
  expect(backEnd.solve(A, A[0]!)).toEqual(library.solve(A, A[0]!));
  expect(backEnd.dot(A, A)).toEqual(library.dot(A, A));
});
