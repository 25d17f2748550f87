import { expect, test } from "vitest";
import { fromRows, toList, toRows } from "../../../src/adapter/shared/rows.ts";
import { allocate, arenaBytes, view } from "../../../src/core/arena.ts";
import { room } from "../../../src/linalg/buffer.ts";

const at = room(16);

test("rows of numbers go into the arena and come back", () => {
  const rows = [
    [1, 2, 3],
    [4, Number.NaN, -0],
  ];
  const matrix = fromRows(rows, 2)!;
  expect([matrix.rows, matrix.columns]).toEqual([2, 3]);
  expect(matrix.place(at)).toBe(true);
  expect(toRows(at, 2, 3)).toEqual(rows);
  expect(toList(at, 4)).toEqual([1, 2, 3, 4]);
});

test.each([
  ["too few rows", [[1]], 2],
  ["no rows", [], 0],
  ["rows without entries", [[], []], 1],
  ["a list of numbers", [1, 2], 1],
  ["rows of different lengths", [[1, 2], [3]], 1],
  [
    "a row that is longer",
    [
      [1, 2],
      [3, 4, 5],
    ],
    1,
  ],
  ["a row that is missing", [[1, 2], undefined], 1],
  ["entries that are no numbers", [[1, "2"]], 1],
  ["entries that are missing", [new Array(3)], 1],
  ["deeper arrays", [[[1]]], 1],
  ["rows in typed arrays", [Float64Array.of(1)], 1],
  ["a typed array", new Float64Array(4), 1],
  ["nothing", undefined, 0],
])("%s are not taken for a matrix", (_, value, smallest) => {
  view()[at / 8 + 6] = 7;
  expect(fromRows(value, smallest)?.place(at) ?? false).toBe(false);
  expect(view()[at / 8 + 6]).toBe(7);
});

test("a proxy that makes the memory grow is not taken for a matrix: its numbers went elsewhere", () => {
  const row = [1, 2];
  Object.defineProperty(row, 1, {
    get: () => {
      allocate(view().byteLength - arenaBytes());
      return 2;
    },
  });
  expect(fromRows([row], 1)!.place(at)).toBe(false);
});
