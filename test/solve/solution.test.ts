import { aid, hypergradient, lbfgs, minimize, type Solution, solveSync, variable } from "echelon";
import { describe, expect, test } from "vitest";
import { relativeError } from "../problem/relativeError.ts";
import { ridge, ridgeMinimum } from "../problem/ridge.ts";

describe("the fields of a solution", () => {
  const { lambda, w, levels } = ridge();
  const solution = solveSync(levels);

  test("status, advice, objective and gradient norm", () => {
    expect(solution.status).toBe("converged");
    expect(solution.advice).toBe("");
    expect(solution.warnings).toEqual([]);
    expect(relativeError(solution.objective, ridgeMinimum.objective)).toBeLessThan(1e-14);
    expect(solution.gradientNorm).toBeLessThanOrEqual(1e-10);
    expect(solution.time).toBeGreaterThan(0);
    expect(solution.cost.gradients).toBeGreaterThan(0);
  });

  test("JSON and a spread copy have the levels and the warnings", () => {
    const sent = JSON.parse(JSON.stringify(solution));
    expect(sent.levels).toEqual(JSON.parse(JSON.stringify(solution.levels)));
    expect(sent).toMatchObject({ status: "converged", warnings: [] });
    expect({ ...solution }.levels).toBe(solution.levels);
    expect(Object.keys(sent).sort()).toEqual(
      "status advice objective gradientNorm history iterations cost time warnings levels"
        .split(" ")
        .sort(),
    );
  });

  test("a proxy, as reactive frameworks make one, and an object made of it read everything", () => {
    const fresh = solveSync(levels);
    for (const read of [new Proxy(fresh, {}), Object.create(fresh) as Solution]) {
      expect(read.levels).toBe(fresh.levels);
      expect(read.warnings).toBe(fresh.warnings);
      expect(read.value(lambda)).toBe(fresh.value(lambda));
    }
    expect(JSON.stringify(new Proxy(fresh, {}))).toBe(JSON.stringify(fresh));
  });

  test("value() is a number for a scalar and a fresh copy for an array", () => {
    expect(typeof solution.value(lambda)).toBe("number");
    const copy = solution.value(w) as Float64Array;
    copy.fill(0);
    expect((solution.value(w) as Float64Array).every((entry) => entry !== 0)).toBe(true);
    expect(copy.buffer.byteLength).toBe(8 * 6);
  });

  test("value() of a variable no level decides is ERR_LEVELS", () => {
    expect(() => solution.value(variable("other", 0))).toThrowError(/"other".*decided at no level/);
  });

  test("levels: name, objective, gradient norm, curvature, condition, iterations, status", () => {
    const [outer, inner] = solution.levels;
    expect(outer!.name).toBe("validation");
    expect(relativeError(outer!.objective, solution.objective)).toBeLessThan(1e-14);
    expect(outer!.gradientNorm).toBeLessThanOrEqual(1e-10);
    expect(outer!.iterations).toBe(solution.iterations);
    expect(inner!.name).toBe("train");
    expect(inner!.gradientNorm).toBeLessThan(1e-11);
    expect(inner!.curvature).toBeGreaterThan(10 * Math.exp(ridgeMinimum.lambda));
    expect(inner!.condition).toBeGreaterThan(1);
    expect(inner!.iterations).toBeGreaterThan(0);
    expect(inner!.status).toBe("converged");
  });

  test("the outer curvature is the slope of the hypergradient", () => {
    const at = solution.value(lambda) as number;
    const slope = [1e-4, -1e-4].map(
      (h) => hypergradient(levels, { at: { lambda: at + h } }).gradient(lambda) as number,
    );
    const expected = (slope[0]! - slope[1]!) / 2e-4;
    expect(relativeError(solution.levels[0]!.curvature!, expected)).toBeLessThan(1e-6);
  });

  test("history: one record an iteration, the start included, time and cost rising", () => {
    const { history } = solution;
    expect(history).toHaveLength(solution.iterations + 1);
    expect(history.map(({ iteration }) => iteration)).toEqual([...history.keys()]);
    expect(history[0]!.value(lambda)).toBe(0);
    expect(history.at(-1)!.value(lambda)).toBe(solution.value(lambda));
    for (const [i, record] of history.slice(1).entries()) {
      const before = history[i]!;
      expect(record.objective).toBeLessThanOrEqual(before.objective);
      expect(record.time).toBeGreaterThanOrEqual(before.time);
      expect(record.cost.gradients).toBeGreaterThanOrEqual(before.cost.gradients);
      const moved = (record.value(lambda) as number) - (before.value(lambda) as number);
      expect(record.step).toBeCloseTo(Math.abs(moved), 12);
    }
  });

  test("each record's inner variables belong to its outer ones", () => {
    for (const record of solution.history) {
      const { response } = hypergradient(levels, { at: { lambda: record.value(lambda) } });
      expect(relativeError(record.value(w), response(w))).toBeLessThan(1e-9);
    }
  });
});

test("a level of 20 000 variables, solved without matrices, is reported without matrices", () => {
  const size = 20_000;
  const lambda = variable("lambda", 0.5);
  const w = variable("w", new Float64Array(size));
  const weights = Float64Array.from({ length: size }, (_, i) => 1 + (i % 7));
  const inner = w.sub(lambda).square().mul(weights).sum().add(w.square().square().sum());
  const levels = [
    minimize(lambda, w.sub(1).square().mean().add(lambda.square().mul(0.1)), { solver: lbfgs() }),
    minimize(w, inner, { solver: lbfgs(), name: "wide" }),
  ];
  const solution = solveSync(levels, { method: aid(), tolerance: 1e-8 });
  expect(solution.status).toBe("converged");
  const [outer, wide] = solution.levels;
  expect(outer).toMatchObject({ gradientNorm: solution.gradientNorm, curvature: undefined });
  expect(wide).toMatchObject({ name: "wide", curvature: undefined, condition: undefined });
  expect(wide!.gradientNorm).toBeLessThan(1e-9);
  expect(solution.warnings).toEqual([]);
});
