import { hypergradient, minimize, parameter, solveSync, variable } from "echelon";
import { describe, expect, test } from "vitest";

const x = variable("x", 1);
const objective = x.square();
const levels = [minimize(x, objective)];

/** An error of this package, and not of the engine. */
const error = (code: string, words: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(words) });

describe.each([
  ["hypergradient", hypergradient as (...given: unknown[]) => unknown],
  ["solveSync", solveSync as (...given: unknown[]) => unknown],
])("%s refuses", (_, call) => {
  test.each([undefined, null, "levels", {}])("%j as levels", (given) => {
    expect(() => call(given)).toThrow(error("ERR_LEVELS", /no levels/));
  });

  test.each([[undefined], [null], [x]])("a list of %s", (given) => {
    expect(() => call([given])).toThrow(error("ERR_LEVELS", /not a level/));
  });

  test.each([null, 5, "implicit"])("%j as options", (given) => {
    expect(() => call(levels, given)).toThrow(error("ERR_OPTION", /options must be an object/));
  });

  test("NaN in a variable's or a parameter's own value, by name and place", () => {
    const y = variable("y", [0, 1 / 0]);
    const start = [minimize(x, objective), minimize(y, y.sub(x).square().sum())];
    expect(() => call(start)).toThrow(error("ERR_NOT_FINITE", /^y\[1\]/));
    const z = variable("z", [0, 0]);
    const data = parameter("data", [
      [1, 2],
      [Number.NaN, 4],
    ]);
    const fit = [minimize(x, objective), minimize(z, z.sub(x).matmul(data).square().sum())];
    expect(() => call(fit)).toThrow(error("ERR_NOT_FINITE", /^data\[1, 0\]/));
    expect(() => call(fit, { at: { data: [1, 2, 3, 4] } })).not.toThrow();
  });

  test("the name of a method in its place", () => {
    const method = "implicit";
    expect(() => call(levels, { method })).toThrow(error("ERR_OPTION", /implicit\(\)/));
  });
});

test("minimize refuses options that are none", () => {
  const make = () => minimize(x, objective, null as never);
  expect(make).toThrow(error("ERR_OPTION", /^minimize: options/));
});

test.each(["onIteration", "algorithm", "timeLimit"])("solve refuses a text as %s", (option) => {
  const run = () => solveSync(levels, { [option]: "x" });
  expect(run).toThrow(error("ERR_OPTION", new RegExp(option)));
});
