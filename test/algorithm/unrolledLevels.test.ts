import { expect, test } from "vitest";
import { advance } from "../../src/algorithm/method.ts";
import { box } from "../../src/algorithm/prox.ts";
import { unrolledLevels } from "../../src/algorithm/unrolledLevels.ts";
import { solveSync } from "../../src/index.ts";
import { branchingTrilevel } from "../problem/branchingTrilevel.ts";
import { stackelberg, stackelbergSolution } from "../problem/stackelberg.ts";
import { gap } from "./problem.ts";

const game = { intercept: 100, slope: 2, costs: [1, 1, 1] };
const exact = stackelbergSolution(game).quantities;

// maths.md T1: three firms, T steps of 0.05 below the outermost, from q = 10.
test.each([
  [1, 33.67],
  [2, 28.12],
  [5, 15.46],
  [10, 5.067],
  [20, 0.5685],
  [50, 1.06e-3],
])("with T = %i steps it converges to the published error %f, and no further", (T, published) => {
  const { levels } = stackelberg(game);
  const algorithm = unrolledLevels({ innerSteps: T, innerStepSize: 0.05, stepSize: 0.1 });
  const { x, y } = advance(algorithm.on(levels), 300);
  const error = [...x, ...y].reduce((sum, q, i) => sum + (q - exact[i]!) ** 2 / 3, 0);
  expect(error / published).toBeCloseTo(1, 2);
});

test("its error falls like the slowest level's (1 − αμ)^2T", () => {
  const mse = (T: number) => {
    const algorithm = unrolledLevels({ innerSteps: T, innerStepSize: 0.05, stepSize: 0.1 });
    const { x, y } = advance(algorithm.on(stackelberg(game).levels), 300);
    return [...x, ...y].reduce((sum, q, i) => sum + (q - exact[i]!) ** 2 / 3, 0);
  };
  // μ = 2 at the middle firm (b·2^0), 4 at the last: 0.9 a step, squared.
  expect((mse(40) / mse(30)) ** (1 / 20)).toBeCloseTo(0.9, 1);
});

test("each level may have its own steps, x its set, and solve takes it", () => {
  const { levels, quantities } = stackelberg(game);
  const algorithm = unrolledLevels({
    innerSteps: [40, 60],
    innerStepSize: [0.1, 0.05],
    stepSize: 0.1,
    feasible: box(0, 20),
  });
  const solution = solveSync(levels, { algorithm, maxIterations: 100 });
  expect(solution.value(quantities[0]!)).toBe(20);
  const last = solution.value(quantities[2]!) as number;
  expect(gap([last], [(99 / 2 - 20) / 4])).toBeLessThan(0.1);
  expect(() =>
    unrolledLevels({ innerSteps: [1], innerStepSize: 0.1, stepSize: 1 }).on(levels),
  ).toThrow(/innerSteps must be a number, or 2 of them/);
});

test("T4: from near the branch z = x + y it finds its minimiser −6/11", () => {
  const { levels } = branchingTrilevel();
  const algorithm = unrolledLevels({
    innerSteps: [60, 120],
    innerStepSize: [0.1, 0.1],
    stepSize: 0.05,
  });
  const { x, y } = advance(algorithm.on(levels, { x: -0.4, y: -0.8, z: -1.2 }), 80);
  expect(x[0]).toBeCloseTo(-6 / 11, 2);
  expect(y[0]).toBeCloseTo(-12 / 11, 2);
  expect(y[1]).toBeCloseTo(-18 / 11, 2);
});
