import {
  concat,
  constant,
  hypergradient,
  logSumExp,
  maximize,
  minimize,
  solveSync,
  variable,
} from "echelon";
import { describe, expect, test } from "vitest";
import { multiObjective, multiObjectiveAnswer, saddle } from "../problem/minMax.ts";
import { relativeError } from "../problem/relativeError.ts";

// maths.md T10.

test("min over x of max over y: x* = 1/14, y* = −2/7, f* = 9/56", () => {
  const { x, y, levels } = saddle();
  const solution = solveSync(levels);
  expect(relativeError(solution.value(x), 1 / 14)).toBeLessThan(1e-14);
  expect(relativeError(solution.value(y), -2 / 7)).toBeLessThan(1e-14);
  expect(relativeError(solution.objective, 9 / 56)).toBeLessThan(1e-14);
  // A maximised level reports f as written, and the curvature of −f.
  expect(solution.levels[1]!.objective).toBe(solution.objective);
  expect(relativeError(solution.levels[1]!.curvature!, 3)).toBeLessThan(1e-14);
});

test("max over y of min over x meets it: the function is convex in x and concave in y", () => {
  const { x, y, f } = saddle();
  const solution = solveSync([maximize(y, f), minimize(x, f)]);
  expect(relativeError(solution.objective, 9 / 56)).toBeLessThan(1e-14);
  expect(hypergradient([maximize(y, f), minimize(x, f)], { at: { y: 0 } }).gradient(y)).toBeCloseTo(
    // F(y) = min over x: x = −2y − ½, dF/dy = 2x − 3y − 1 = −2 at 0.
    -2,
    14,
  );
});

describe("the worst of three objectives, with agents that respond", () => {
  test("in its dual form, weights outside and x inside, has the published point and weights", () => {
    const { x, y, objectives, respond } = multiObjective();
    const share = variable("share", 0.5);
    // The middle objective is not active: its weight is 0, the other two share 1.
    const weights = concat([
      share.reshape([1]),
      constant([0]),
      constant(1).sub(share).reshape([1]),
    ]);
    const worst = weights.dot(objectives);
    const levels = [maximize(share, worst), minimize(x, worst), respond];
    const solution = solveSync(levels, { tolerance: 1e-13 });
    expect(solution.status).toBe("converged");
    expect(relativeError(solution.value(x), multiObjectiveAnswer.x)).toBeLessThan(1e-12);
    expect(relativeError(solution.objective, multiObjectiveAnswer.value)).toBeLessThan(1e-13);
    // Published with 8 digits.
    const found = solution.value(share) as number;
    expect(Math.abs(found - multiObjectiveAnswer.weights[0]!)).toBeLessThan(5e-9);
    const [, second] = multiObjectiveAt(
      solution.value(x) as number,
      solution.value(y) as Float64Array,
    );
    expect(second).toBeLessThan(multiObjectiveAnswer.value);
  });

  test("smoothed by log-sum-exp with temperature τ, comes within τ·log 3 as τ falls", () => {
    let previous = Number.POSITIVE_INFINITY;
    for (const temperature of [0.1, 0.01, 0.001]) {
      const { x, objectives, respond } = multiObjective();
      const smooth = logSumExp(objectives.div(temperature)).mul(temperature);
      const solution = solveSync([minimize(x, smooth), respond]);
      const over = solution.objective - multiObjectiveAnswer.value;
      expect(over).toBeGreaterThan(0);
      expect(over).toBeLessThan(temperature * Math.log(3));
      const gap = Math.abs((solution.value(x) as number) - multiObjectiveAnswer.x);
      expect(gap).toBeLessThan(Math.min(temperature, previous));
      previous = gap;
    }
  });
});

/** f_1 … f_3 in plain arithmetic. */
function multiObjectiveAt(x: number, y: Float64Array): number[] {
  const [r, k] = [
    [1, 2, -3],
    [0.1, 0.2, 0.05],
  ];
  return [...y].map((entry, i) => 0.5 * (entry - r![i]!) ** 2 + 0.5 * k![i]! * x ** 2);
}
