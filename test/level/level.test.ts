import { minimize, variable } from "echelon";
import { expect, test } from "vitest";

test("an option that does not exist is refused by name, beside those there are", () => {
  const x = variable("x", 1);
  expect(() => minimize(x, x, { subjectTo: [] } as object)).toThrow(
    'minimize: an option must be one of name, solver, method, tolerance, maxIterations, and it is "subjectTo".',
  );
});

test("an objective made by JavaScript's own operators: how to write it", () => {
  const x = variable("x", 1) as never;
  const square = (x * x) as never;
  expect(() => minimize(x, square)).toThrow(
    "minimize: the objective must be an expression, and it is NaN. Build it of variables by functions and methods: mul(x, x) or x.mul(x), not x * x.",
  );
});
