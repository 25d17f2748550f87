import { expect, test } from "vitest";
import { labelsOf, rowMajorStrides, sameShape, size } from "../../src/value/shape.ts";

test("size is the product of the lengths, and 1 for a scalar", () => {
  expect([[], [0], [3], [2, 3, 4], [5, 0]].map(size)).toEqual([1, 0, 3, 24, 0]);
});

test("rowMajorStrides make the last axis contiguous", () => {
  expect([[], [3], [2, 3, 4]].map(rowMajorStrides)).toEqual([[], [1], [12, 4, 1]]);
});

test("sameShape compares rank and lengths", () => {
  expect(sameShape([2, 3], [2, 3])).toBe(true);
  expect(sameShape([2, 3], [3, 2])).toBe(false);
  expect(sameShape([1], [])).toBe(false);
});

test("one label for each axis, from the first on", () => {
  expect(labelsOf([2, 3, 4])).toEqual([0, 1, 2]);
  expect(labelsOf([2, 3], 5)).toEqual([5, 6]);
  expect(labelsOf([])).toEqual([]);
});
