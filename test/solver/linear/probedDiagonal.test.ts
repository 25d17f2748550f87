import { expect, test } from "vitest";
import type { Multiply } from "../../../src/solver/linear/operator.ts";
import { probedDiagonal } from "../../../src/solver/linear/probedDiagonal.ts";
import { random } from "../../reference/random.ts";

const n = 97;
const multiplied =
  (entry: (i: number, j: number) => number): Multiply =>
  (v, into) => {
    for (let i = 0; i < n; i++) {
      into[i] = 0;
      for (let j = 0; j < n; j++) into[i]! += entry(i, j) * v[j]!;
    }
  };
const steep = (i: number) => 10 ** (i % 7);

test("the diagonal of a matrix of half bandwidth 4 is exact", () => {
  const banded = (i: number, j: number) =>
    i === j ? steep(i) : Math.abs(i - j) < 5 ? Math.sin(i * j) : 0;
  expect([...probedDiagonal(multiplied(banded), n)!]).toEqual(
    Array.from({ length: n }, (_, i) => steep(i)),
  );
});

test("a dense matrix is given up after two products", () => {
  const next = random(3);
  const rows = Array.from({ length: n }, () => Array.from({ length: 20 }, () => next() - 0.5));
  let products = 0;
  const multiply = multiplied((i, j) => rows[i]!.reduce((sum, x, k) => sum + x * rows[j]![k]!, 0));
  const counted: Multiply = (v, into) => {
    products++;
    multiply(v, into);
  };
  expect(probedDiagonal(counted, n)).toBeUndefined();
  expect(products).toBe(2);
});

test("so are a diagonal that is not positive, and one that brings nothing", () => {
  expect(
    probedDiagonal(
      multiplied((i, j) => (i === j ? i - 50 : 0)),
      n,
    ),
  ).toBeUndefined();
  expect(
    probedDiagonal(
      multiplied((i, j) => (i === j ? 1 + (i % 3) : 0)),
      n,
    ),
  ).toBeUndefined();
});
