import fc from "fast-check";
import { expect, test } from "vitest";
import {
  determinant,
  factors,
  inverse,
  product,
  solution,
} from "../../../src/adapter/shared/operations.ts";
import { fromRows, toRows } from "../../../src/adapter/shared/rows.ts";
import { arenaBytes } from "../../../src/core/arena.ts";
import { random } from "../../reference/random.ts";

type Rows = number[][];
const host = (rows: Rows) => fromRows(rows, 1)!;
const taken = (m: number, n: number) => (at: number) => toRows(at, m, n);

function rows(m: number, n: number, seed: number): Rows {
  const next = random(seed);
  return Array.from({ length: m }, (_, i) =>
    Array.from({ length: n }, (__, j) => next() + (i === j ? 3 : 0)),
  );
}

const times = (a: Rows, b: Rows): Rows =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));

function near(a: Rows | undefined, b: Rows): void {
  const largest = Math.max(1, ...b.flat().map(Math.abs));
  const errors = a!.flatMap((row, i) => row.map((x, j) => Math.abs(x - b[i]![j]!)));
  expect(Math.max(...errors)).toBeLessThan(1e-11 * largest);
}

const size = fc.integer({ min: 1, max: 20 });

test("product, inverse, solution and determinant are those of the definitions", () => {
  fc.assert(
    fc.property(size, size, size, fc.nat(), (m, k, n, seed) => {
      const [A, B, S, R] = [
        rows(m, k, seed),
        rows(k, n, seed + 1),
        rows(m, m, seed + 2),
        rows(m, n, seed + 3),
      ];
      near(product(host(A), host(B), taken(m, n)), times(A, B));
      const one = S.map((_, i) => S.map((__, j) => (i === j ? 1 : 0)));
      near(times(S, inverse(host(S), taken(m, m))!), one);
      near(times(S, solution(host(S), host(R), taken(m, n))!), R);
      const doubled = S.map((row, i) => (i === 0 ? row.map((x) => 2 * x) : row));
      const [d, twice] = [determinant(host(S))!, determinant(host(doubled))!];
      expect(twice / d).toBeCloseTo(2, 10);
    }),
  );
  expect(
    determinant(
      host([
        [2, 1],
        [1, 3],
      ]),
    ),
  ).toBeCloseTo(5, 14);
  expect(
    determinant(
      host([
        [0, 1],
        [1, 0],
      ]),
    ),
  ).toBe(-1);
});

const wrong = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, "1" as never];

test.each(wrong)("with %s anywhere there is no answer, and no memory is kept", (entry) => {
  const before = arenaBytes();
  const B = host(rows(3, 2, 5));
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      const A = rows(3, 3, 1);
      A[i]![j] = entry;
      const take = taken(3, 3);
      const answers = [
        product(host(A), host(rows(3, 3, 2)), take),
        product(host(rows(3, 3, 2)), host(A), take),
        inverse(host(A), take),
        determinant(host(A)),
        factors(host(A), () => 1),
        solution(host(A), B, take),
        solution(host(rows(3, 3, 2)), host(A), take),
      ];
      expect(answers).toEqual(answers.map(() => undefined));
    }
  expect(arenaBytes()).toBe(before);
});

const graded = (least: number) =>
  [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? least ** (i / 2) : 0)));
const dependent = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
];

test("a matrix that is singular, or to working precision, has no inverse; one of small pivots has", () => {
  const take = taken(3, 3);
  for (const A of [dependent, graded(1e-17), graded(0)]) {
    expect(inverse(host(A), take)).toBeUndefined();
    expect(solution(host(A), host(A), take)).toBeUndefined();
  }
  expect(inverse(host(graded(1e-12)), take)![2]![2]).toBeCloseTo(1e12, -1);
  expect(determinant(host(graded(0)))).toBe(0);
  expect(determinant(host(rows(3, 3, 1).map((row) => row.map((x) => 1e150 * x))))).toBe(Infinity);
  expect(factors(host(graded(0)), () => 1)).toBeUndefined();
});
