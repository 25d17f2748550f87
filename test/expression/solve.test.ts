import { expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { constant, variable } from "../../src/expression/lift.ts";
import { logDeterminant, solveWith } from "../../src/expression/solve.ts";
import { identity, scale } from "../../src/expression/view.ts";

const A = variable("A", [
  [2, 1],
  [1, 3],
]);
const b = variable("b", [1, 2]);

test("one matrix, one node: solves are shared by kind and transposition", () => {
  expect(solveWith(A, b, "general")).toBe(solveWith(A, b, "general"));
  expect(solveWith(A, b, "general", true)).not.toBe(solveWith(A, b, "general"));
  expect(solveWith(A, b, "spd", true)).toBe(solveWith(A, b, "spd"));
  expect(logDeterminant(A, "spd")).toBe(logDeterminant(A, "spd"));
  expect(solveWith(A, b, "spd").shape).toEqual([2]);
});

test("a multiple of the identity divides", () => {
  expect(solveWith(scale(identity([2]), 4), b, "general")).toBe(scale(b, 0.25));
  expect(
    solveWith(
      constant([
        [4, 1],
        [0, 4],
      ]),
      b,
      "general",
    ).op,
  ).toBe("solve");
});
