import { expect, test } from "vitest";
import { fromRows, toRows } from "../../../src/adapter/shared/rows.ts";

test("rows of numbers go into a matrix and come back", () => {
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  const matrix = fromRows(rows, 2)!;
  expect(matrix).toEqual({ data: Float64Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] });
  expect(toRows(matrix)).toEqual(rows);
});

test.each([
  ["too few rows", [[1]], 2],
  ["a list of numbers", [1, 2], 1],
  ["rows of different lengths", [[1, 2], [3]], 1],
  ["entries that are no numbers", [[1, "2"]], 1],
  ["deeper arrays", [[[1]]], 1],
  ["a typed array", new Float64Array(4), 1],
  ["nothing", undefined, 0],
])("%s are not taken for a matrix", (_, value, smallest) => {
  expect(fromRows(value, smallest)).toBeUndefined();
});
