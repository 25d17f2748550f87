import { expect, test } from "vitest";
import { sentence } from "../../src/error/sentences.ts";

test("ERR_SHAPE names both arguments, their shapes and what to do", () => {
  expect(
    sentence("ERR_SHAPE", {
      operation: "matmul",
      shapes: [[400, 100], [99]],
      names: ["X", "w"],
      advice: "The inner sizes must agree: transpose one, or rebind w.",
    }),
  ).toBe(
    "matmul: X is 400×100 but w is a vector of 99. The inner sizes must agree: transpose one, or rebind w.",
  );
  expect(sentence("ERR_SHAPE", { operation: "trace", shapes: [[2, 3]] })).toBe(
    "trace: the argument is 2×3. Reshape, transpose or rebind one of them so that the shapes agree.",
  );
  expect(sentence("ERR_SHAPE", { operation: "where", shapes: [[2], [], [3]] })).toMatch(
    "where: the first argument is a vector of 2, the second argument is a scalar and the third",
  );
});

test("ERR_NOT_FINITE gives the entry and its value", () => {
  const facts = { level: "train", name: "w", index: [2, 3], value: Number.NaN, iteration: 7 };
  expect(sentence("ERR_NOT_FINITE", facts)).toMatch(
    'Level "train": w[2, 3] is NaN at iteration 7. ',
  );
  expect(sentence("ERR_NOT_FINITE", { name: "y", index: 4, value: -Infinity })).toMatch(
    "y[4] is −Infinity. ",
  );
});

test("ERR_UNBOUND shows both ways to give a value", () => {
  expect(sentence("ERR_UNBOUND", { name: "X" })).toBe(
    '"X" has no value. Declare it with one, variable("X", start), or pass it by name, { X: value }.',
  );
});

test("ERR_LEVELS names the level and the variable", () => {
  expect(
    sentence("ERR_LEVELS", {
      level: "train",
      variable: "w",
      reason: 'it is decided by "valid" too',
    }),
  ).toMatch('Level "train": variable "w": it is decided by "valid" too. Give each variable');
});

test("ERR_SINGULAR speaks of the total Hessian of a level, and of a matrix elsewhere", () => {
  expect(sentence("ERR_SINGULAR", { level: "train", size: 6, condition: 3.21e17, pivot: 2 })).toBe(
    'Level "train": the total Hessian of size 6 is singular (condition ≈ 3.21e17 and pivot 2 vanishes). Add a ridge to the objective of this level, or fix the variables it does not determine.',
  );
  expect(sentence("ERR_SINGULAR", { operation: "inverse" })).toMatch(
    "inverse: the matrix is singular. ",
  );
});

test("ERR_NOT_A_MINIMUM gives the eigenvalue, the variable and three ways out", () => {
  expect(
    sentence("ERR_NOT_A_MINIMUM", {
      level: "train",
      variable: "w",
      curvature: -0.031,
      iteration: 7,
    }),
  ).toBe(
    'Level "train": curvature is not positive at iteration 7 (smallest eigenvalue ≈ −0.031), so w is not a minimum. Start elsewhere, add a ridge to the objective, or give this level a damped solver.',
  );
});

test("ERR_NOT_CONVERGED compares the gradient with the tolerance", () => {
  expect(
    sentence("ERR_NOT_CONVERGED", {
      level: "train",
      gradientNorm: 1.23456e-3,
      iterations: 50,
      tolerance: 1e-8,
      status: "max-iterations",
    }),
  ).toMatch("after 50 iterations with |gradient| = 0.001235, above the tolerance 1e−8. Raise");
});

test("ERR_MEMORY counts in units a reader can compare with a machine", () => {
  expect(sentence("ERR_MEMORY", { bytes: 5.1e9, limit: 4.294967296e9 })).toMatch(
    "5.1 GB are needed, and 4.29 GB can be had. ",
  );
  expect(sentence("ERR_MEMORY", { bytes: 80, limit: 64 })).toMatch(
    "80 bytes are needed, and 64 bytes",
  );
});

test.each([
  [-1, "−1"],
  ["fast", '"fast"'],
  [Math.max, "a function"],
  [[1, -2], "[1, −2]"],
  [["a"], "an array of 1"],
  [[1, 2, 3, 4, 5, 6, 7], "an array of 7"],
  [null, "null"],
  [{ steps: 3 }, "an object with steps"],
])("ERR_OPTION shows the given %j as %s", (given, words) => {
  expect(sentence("ERR_OPTION", { option: "steps", given, expected: "a positive integer" })).toBe(
    `steps must be a positive integer, and it is ${words}.`,
  );
});

test("ERR_VALUE and ERR_DISPOSED name the value and the program", () => {
  expect(sentence("ERR_VALUE", { name: "X", reason: "row 2 is short" })).toMatch(
    "X: row 2 is short. ",
  );
  expect(sentence("ERR_DISPOSED", { name: "gradient" })).toMatch('"gradient" was disposed of');
});
