import { expect, test } from "vitest";
import { arenaBytes } from "../../src/core/arena.ts";
import {
  aid,
  hypergradient,
  implicit,
  itd,
  matmul,
  minimize,
  parameter,
  softplus,
  solve,
  solveSync,
  variable,
} from "../../src/index.ts";
import { Hierarchy } from "../../src/level/hierarchy.ts";

function pulled() {
  const target = parameter("target", 3);
  const x = variable("x", 1);
  const y = variable("y", 0);
  const levels = [
    minimize(x, x.sub(y).square().add(y)),
    minimize(y, y.sub(x.mul(target)).square()),
  ];
  return { target, x, y, levels };
}

test("a value given in `at` holds for one call: the next one has the parameter's own value again", () => {
  const { x, levels } = pulled();
  const own = hypergradient(levels).gradient(x);
  const other = hypergradient(levels, { at: { target: 2 } }).gradient(x);
  expect(own).toBeCloseTo(2 * (1 - 3) * (1 - 3) + 3, 12);
  expect(other).toBeCloseTo(2 * (1 - 2) * (1 - 2) + 2, 12);
  expect(hypergradient(levels).gradient(x)).toBe(own);
});

test.each([
  ["aid", aid()],
  ["itd", itd({ steps: 200, stepSize: 0.4 })],
])("binding reaches the programs of %s too", (_, method) => {
  const { x, levels } = pulled();
  hypergradient(levels, { method });
  expect(hypergradient(levels, { method, at: { target: 2 } }).gradient(x)).toBeCloseTo(4, 10);
});

test("a solution's level reports are of the parameters it was solved with, even when read later", () => {
  const { levels } = pulled();
  const solution = solveSync(levels, { at: { target: 2 } });
  solveSync(levels, { at: { target: 5 } });
  expect(solution.levels[0]?.objective).toBeCloseTo(solution.objective, 14);
});

/** Ridge regression with its penalty decided above; X and y come with every call. */
function penalised(m: number, d: number) {
  const [X, y] = [parameter("X", { shape: [m, d] }), parameter("y", { shape: [m] })];
  const rho = variable("rho", 0.5);
  const w = variable("w", new Float64Array(d));
  const residual = matmul(X, w).sub(y);
  const ridge = w.square().sum().mul(softplus(rho));
  const outer = w.sub(1).square().sum().add(rho.square().mul(0.1));
  return {
    rho,
    w,
    levels: [minimize(rho, outer), minimize(w, residual.square().sum().add(ridge))],
  };
}
const sample = (m: number, d: number, seed: number) => ({
  X: {
    data: Float64Array.from({ length: m * d }, (_, i) => Math.sin(seed * (i + 1))),
    shape: [m, d],
  },
  y: Float64Array.from({ length: m }, (_, i) => Math.cos(seed * i)),
});

test.each([
  ["implicit", implicit()],
  ["aid", aid()],
  ["itd", itd({ steps: 50, stepSize: 0.01 })],
])("solves with other data that overlap end where each ends alone (%s)", async (_, method) => {
  const [m, d] = [30, 4];
  const samples = [1.3, 0.7, 2.1].map((seed) => sample(m, d, seed));
  const options = { method, maxIterations: 15 };
  const alone = samples.map((at) => {
    const { levels, rho, w } = penalised(m, d);
    const solution = solveSync(levels, { ...options, at });
    return [solution.value(rho), ...(solution.value(w) as Float64Array)];
  });
  const { levels, rho, w } = penalised(m, d);
  const solutions = await Promise.all(samples.map((at) => solve(levels, { ...options, at })));
  expect(
    solutions.map((solution) => [solution.value(rho), ...(solution.value(w) as Float64Array)]),
  ).toEqual(alone);
  expect(alone[0]).not.toEqual(alone[1]);
});

test("data lie in memory once, however many programs read them", () => {
  const [m, d] = [1000, 50];
  const { levels } = penalised(m, d);
  const before = arenaBytes();
  for (const method of [implicit(), aid()])
    hypergradient(levels, { at: { ...sample(m, d, 1.3), w: new Float64Array(d) }, method });
  // X once; vectors of m and d × d matrices for the programs, of which there are at least five.
  expect(arenaBytes() - before).toBeLessThan(8 * (2 * m * d));
});

test("programs are compiled once per level and view", () => {
  const hierarchy = new Hierarchy(pulled().levels);
  expect(hierarchy.program(0, "gradient")).toBe(hierarchy.program(0, "gradient"));
});

test("names that are unknown or ambiguous are refused with the names there are", () => {
  const { levels } = pulled();
  expect(() => hypergradient(levels, { at: { z: 1 } })).toThrow(
    expect.objectContaining({ code: "ERR_UNBOUND", message: expect.stringContaining("x, y") }),
  );
  const twin = variable("x", 0);
  const twins = [minimize(twin, twin.square()), minimize(variable("x", 1), twin.square())];
  expect(() => hypergradient(twins, { at: { x: 1 } })).toThrow(/Several variables/);
});

test("a parameter or variable without a value takes it from `at`, and is asked for without it", () => {
  const factor = parameter("factor", { shape: [] });
  const [x, y] = [variable("x", { shape: [] }), variable("y", 0)];
  const levels = [minimize(x, y.square()), minimize(y, y.sub(x.mul(factor)).square())];
  expect(hypergradient(levels, { at: { x: 1, factor: 2 } }).gradient(x)).toBeCloseTo(8, 12);
  expect(() => hypergradient(levels, { at: { factor: 2 } })).toThrow(
    expect.objectContaining({ code: "ERR_UNBOUND", message: expect.stringContaining("x") }),
  );
  expect(() => hypergradient(levels, { at: { x: 1 } })).toThrow(/factor/); // the last run's is not kept
  const other = parameter("other", { shape: [] });
  const missing = [minimize(y, y.sub(other).square())];
  expect(() => solveSync(missing)).toThrow(expect.objectContaining({ code: "ERR_UNBOUND" }));
});

test("the loop of itd starts where `at` puts the inner level", () => {
  const { x, levels } = pulled();
  const method = itd({ steps: 1, stepSize: 0.25 });
  const cold = hypergradient(levels, { method }).response(levels[1]!.variables[0]!);
  const warm = hypergradient(levels, { method, at: { y: 2 } }).response(levels[1]!.variables[0]!);
  expect([cold, warm]).toEqual([1.5, 2.5]); // y − ¼·2(y − 3x)
  expect(x.shape).toEqual([]);
});

test("what is not a level, or not a method, is refused in words", () => {
  const { levels } = pulled();
  const nothing = [levels[0]!, undefined] as unknown as typeof levels;
  expect(() => solveSync(nothing)).toThrow(expect.objectContaining({ code: "ERR_LEVELS" }));
  const method = "implicit" as unknown as ReturnType<typeof aid>;
  expect(() => solveSync(levels, { method })).toThrow(
    expect.objectContaining({ code: "ERR_OPTION", message: expect.stringContaining("implicit()") }),
  );
});
