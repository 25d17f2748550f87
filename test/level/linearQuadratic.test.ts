import { hypergradient, solveSync, stackedNewton } from "echelon";
import { describe, expect, test } from "vitest";
import {
  linearQuadratic,
  linearQuadraticSolution,
  randomLinearQuadratic,
} from "../problem/linearQuadratic.ts";
import { quadraticTrilevel } from "../problem/quadraticTrilevel.ts";
import { relativeError } from "../problem/relativeError.ts";
import { randomVector } from "../reference/random.ts";

// maths.md T2 and T3: the answer comes from a backward recursion that knows no derivative.

const cases = [
  [2, 3],
  [1, 1],
  [5, 2],
  [3, 1, 2],
  [1, 4, 3],
  [1, 4, 2, 3],
  [3, 2, 1, 2],
  [2, 3, 1, 2, 4],
  [1, 2, 3, 2, 1],
].map((sizes, i) => ({ sizes, seed: 10 * i + 1 }));

describe.each(cases)("random linear-quadratic levels of sizes $sizes, seed $seed", (given) => {
  const problem = randomLinearQuadratic(given.sizes, given.seed);
  const { solution, gradient } = linearQuadraticSolution(problem);

  test("are solved as by the backward recursion, to 1e-13, in one Newton step", () => {
    const { variables, levels } = linearQuadratic(problem);
    const solved = solveSync(levels);
    expect(solved.status).toBe("converged");
    expect(solved.iterations).toBe(1);
    const point = variables.flatMap((x) => [...(solved.value(x) as Float64Array)]);
    expect(relativeError(point, solution)).toBeLessThanOrEqual(1e-13);
  });

  test("have its gradient anywhere, to 1e-13", () => {
    const { variables, levels } = linearQuadratic(problem);
    const x1 = randomVector(given.sizes[0]!, given.seed);
    const found = hypergradient(levels, { at: { x1 } }).gradient(variables[0]!);
    expect(relativeError(found, gradient(x1))).toBeLessThanOrEqual(1e-13);
  });
});

test("stacked Newton on all levels solves a linear-quadratic hierarchy in one step", () => {
  const problem = randomLinearQuadratic([2, 3, 2, 3], 99);
  const { variables, levels } = linearQuadratic(problem);
  const [top, ...rest] = levels;
  const stacked = [{ ...top!, options: { ...top!.options, solver: stackedNewton() } }, ...rest];
  const solved = solveSync(stacked);
  const point = variables.flatMap((x) => [...(solved.value(x) as Float64Array)]);
  expect(relativeError(point, linearQuadraticSolution(problem).solution)).toBeLessThan(1e-13);
  expect(solved.iterations).toBe(0);
});

test("the quadratic trilevel problem is solved to 1e-14, with total and not partial curvature", () => {
  const { x, y, z, levels, solution, objective } = quadraticTrilevel(
    [1, -2, 0.5],
    [0.3, 0.7, -1],
    [2, 1, 0],
  );
  const solved = solveSync(levels);
  expect(relativeError(solved.value(x), solution)).toBeLessThan(1e-14);
  expect(relativeError(solved.value(y), solution)).toBeLessThan(1e-14);
  const twice = solution.map((entry) => 2 * entry);
  expect(relativeError(solved.value(z), twice)).toBeLessThan(1e-14);
  expect(relativeError(solved.objective, objective)).toBeLessThan(1e-14);
  // H_yy = 4 is the partial Hessian of the middle level; the total one is 2, and the outer one 7.
  const curvatures = solved.levels.map((level) => level.curvature!);
  expect(relativeError(curvatures, [7, 2, 1])).toBeLessThan(1e-14);
});
