import { expect, test } from "vitest";
import { axesOf, listed, positionOf } from "../../src/expression/axes.ts";
import { variable } from "../../src/expression/lift.ts";

const x = variable("x", [
  [1, 2],
  [3, 4],
]);

test("axes are sorted, counted from the last when negative, all when left out", () => {
  expect(axesOf("sum", x, undefined)).toEqual([0, 1]);
  expect(axesOf("sum", x, -1)).toEqual([1]);
  expect(axesOf("sum", x, [1, -2])).toEqual([0, 1]);
  expect(axesOf("sum", x, [])).toEqual([]);
});

test("a list of numbers may be any array, and nothing else", () => {
  expect(listed("axes of sum", Int32Array.of(0, 2))).toEqual([0, 2]);
  for (const wrong of [null, "01", 3, x] as never[])
    expect(() => listed("axes of sum", wrong)).toThrow(
      /axes of sum must be a list of whole numbers/,
    );
  expect(() => axesOf("sum", x, null as never)).toThrow("axes of sum must be a list");
});

test("an axis that does not exist is named with those that do", () => {
  expect(() => axesOf("sum", x, 2)).toThrow(
    "sum: x is 2×2. There is no axis 2: choose one between -2 and 1.",
  );
  expect(() => axesOf("sum", x, [1, -1])).toThrow("The axis 1 is given twice: name each once.");
  expect(() => positionOf("sum", variable("s", 1), 0, 0)).toThrow("A single number has no axes");
});
