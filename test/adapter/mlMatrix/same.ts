import fc from "fast-check";
import * as library from "ml-matrix";
import { expect } from "vitest";
import { mlMatrix } from "../../../src/adapter/mlMatrix.ts";
import { random } from "../../reference/random.ts";

const { Matrix } = library;
type Matrix = library.Matrix;
/** Everything is taken over: what is small, singular or wrong is compared as well. */
export const eager = mlMatrix<Matrix, typeof library>(library, { smallest: 1 });

export const RUNS = { seed: 11, numRuns: 60 };
export const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 30, max: 52 }));
export const seed = fc.integer({ min: 1, max: 1e6 });
/** As plain random numbers, with a dependent row, with a NaN: what a caller may come with. */
export const kind = fc.constantFrom("plain", "plain", "plain", "singular", "NaN");

export function matrix(m: number, n: number, start: number, what = "plain"): Matrix {
  const next = random(start);
  const result = new Matrix(m, n).apply(function fill(this: Matrix, i: number, j: number) {
    this.set(i, j, 2 * next() - 1);
  });
  if (what === "singular") result.setRow(m - 1, new Array(n).fill(0));
  if (what === "NaN") result.set(m >> 1, n >> 1, Number.NaN);
  return result;
}
export const definite = (n: number, start: number) => {
  const a = matrix(n, n, start);
  const b = a.mmul(a.transpose()).add(Matrix.eye(n).mul(n));
  return b.add(b.transpose()).mul(0.5);
};

/** What a call gives: rows, a number, or what it throws. */
export function outcome(call: () => unknown): unknown {
  try {
    const value = call();
    return library.AbstractMatrix.isMatrix(value) ? (value as Matrix).to2DArray() : value;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The same in every entry, up to rounding; errors word by word. */
export function same(ours: () => unknown, theirs: () => unknown, tolerance = 1e-8): void {
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
