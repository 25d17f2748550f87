import { expect, test } from "vitest";
import { broadcastShapes } from "../../src/value/broadcastShapes.ts";

test.each([
  [[], [], []],
  [[], [3], [3]],
  [[2, 3], [3], [2, 3]],
  [
    [2, 1],
    [1, 3],
    [2, 3],
  ],
  [
    [4, 1, 3],
    [2, 1],
    [4, 2, 3],
  ],
  [[1], [0], [0]],
])("[%s] and [%s] broadcast to [%s]", (a, b, shape) => {
  expect(broadcastShapes(a, b, "add")).toEqual(shape);
  expect(broadcastShapes(b, a, "add")).toEqual(shape);
});

test("sizes that differ are ERR_SHAPE with both names and both sizes", () => {
  expect(() => broadcastShapes([400], [4, 399], "sub", () => ["y", "Xw"])).toThrow(
    "sub: y is a vector of 400 but Xw is 4×399. Aligned at the last axis, 400 meets 399: both must be equal, or one of them 1.",
  );
});

test("nobody is asked for names where sizes agree: to write an expression takes longer than to make it", () => {
  const names = () => expect.fail("asked");
  expect(broadcastShapes([4, 1], [3], "add", names)).toEqual([4, 3]);
});
