import { hypergradient, maximize, minimize, solveSync, variable } from "echelon";
import { expect, test } from "vitest";

test("an option that does not exist is refused by name, beside those there are", () => {
  const x = variable("x", 1);
  expect(() => minimize(x, x, { subjectTo: [] } as object)).toThrow(
    'minimize: an option must be one of name, solver, method, tolerance, maxIterations, and it is "subjectTo".',
  );
});

test("so it is in solve and in hypergradient, and what is no set of values by name", () => {
  const x = variable("x", 1);
  const levels = [minimize(x, x.square())];
  expect(() => solveSync(levels, { maxiter: 5 } as object)).toThrow(
    /^solve: an option must be one of at, method, .*, maxIterations, .* and it is "maxiter"\.$/,
  );
  expect(() => hypergradient(levels, { atX: 5 } as object)).toThrow(
    /^hypergradient: an option must be one of at, method, .* and it is "atX"\.$/,
  );
  // One object of options serves both.
  expect(hypergradient(levels, { maxIterations: 5 } as object).gradient(x)).toBe(2);
  for (const run of [solveSync, hypergradient])
    expect(() => run(levels, { at: 3 as never })).toThrow(
      "at must be values by name, { name: value }, and it is 3.",
    );
});

test("an objective made by JavaScript's own operators: how to write it", () => {
  const x = variable("x", 1) as never;
  const twice = (x + x) as never;
  expect(() => minimize(x, twice)).toThrow(
    'minimize: the objective must be an expression, and it is "xx". Build it of variables by functions and methods: add(x, y) or x.add(y), not x + y.',
  );
});

test("a level where a list of them belongs: ERR_LEVELS says so", () => {
  const x = variable("x", 1);
  expect(() => solveSync(minimize(x, x.square()) as never)).toThrow(
    "there are no levels, for what was given is no array. Give an array of",
  );
});

test("where a maximising level has a minimum, the error speaks of a maximum", () => {
  const [x, y] = [variable("x", 1), variable("y", 0.1)];
  const levels = [
    minimize(x, x.square().add(y)),
    maximize(y, y.square().add(x.mul(y)), { name: "rival" }),
  ];
  for (const run of [hypergradient, solveSync])
    expect(() => run(levels)).toThrow(
      'Level "rival": curvature of −f is not positive (smallest eigenvalue ≈ −2), so y is not a maximum.',
    );
});
