import { expect, test } from "vitest";
import { amigo } from "../../src/algorithm/amigo.ts";
import { advance } from "../../src/algorithm/method.ts";
import { saba } from "../../src/algorithm/saba.ts";
import { soba } from "../../src/algorithm/soba.ts";
import { stocBio } from "../../src/algorithm/stocBio.ts";
import { minibatch } from "../../src/algorithm/stream.ts";
import type { Algorithm, AlgorithmState } from "../../src/solve/algorithm.ts";
import { gap, quadraticBilevel } from "./problem.ts";
import { rowsProblem } from "./rowsProblem.ts";

const exact: [string, Algorithm][] = [
  ["SOBA", soba({ innerStepSize: 0.25, stepSize: 0.05 })],
  ["AmIGO", amigo({ innerSteps: 3, adjointSteps: 3, innerStepSize: 0.25, stepSize: 0.2 })],
];

test.each(exact)(
  "%s without minibatches reaches the solution of a quadratic to 1e-9",
  (_, algorithm) => {
    const { levels, solution } = quadraticBilevel();
    expect(gap(advance(algorithm.on(levels), 4000).x, solution)).toBeLessThan(1e-9);
  },
);

test("SOBA's adjoint solves ∇²_y g v = ∇_y f at the solution", () => {
  const { levels, H, d, t } = quadraticBilevel();
  const method = soba({ innerStepSize: 0.25, stepSize: 0.05 }).on(levels);
  const { y, adjoint } = advance(method, 4000);
  const residual = y.map((entry, i) => {
    let sum = t[i]! - entry;
    for (let j = 0; j < d; j++) sum += H[i * d + j]! * adjoint[j]!;
    return sum;
  });
  expect(gap(residual, new Float64Array(d))).toBeLessThan(1e-8);
});

/** Mean squared distance to the solution over `count` steps from `from` on. */
function scatter<State extends AlgorithmState>(
  algorithm: Algorithm<State>,
  problem: ReturnType<typeof rowsProblem>,
  from: number,
  count = 300,
) {
  const method = algorithm.on(problem.levels);
  let state = advance(method, from);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    state = method.step(state);
    sum += (state.x[0]! - problem.solution) ** 2 / count;
  }
  return sum;
}

const blocks = (problem: ReturnType<typeof rowsProblem>, size: number) => ({
  parameters: [problem.batch],
  list: Array.from({ length: problem.count / size }, (_, k) => [
    Float64Array.from({ length: size }, (_, i) => k * size + i),
  ]),
});

test("SABA converges with constant steps where SOBA settles in noise", () => {
  const problem = rowsProblem({ size: 5 });
  const steps = { innerStepSize: 0.1, stepSize: 0.05 };
  const streams = [minibatch(problem.batch, problem.count)];
  const noisy = scatter(soba({ ...steps, streams }), problem, 3000);
  const reduced = scatter(saba({ ...steps, inner: blocks(problem, 5) }), problem, 3000);
  expect(noisy).toBeGreaterThan(1e-5);
  expect(reduced).toBeLessThan(1e-14);
});

test("SABA is linear on a strongly convex problem: its error falls by the same factor again and again", () => {
  const problem = rowsProblem({ size: 5 });
  const method = saba({ inner: blocks(problem, 5), innerStepSize: 0.1, stepSize: 0.05 }).on(
    problem.levels,
  );
  const error = (steps: number) => Math.abs(advance(method, steps).x[0]! - problem.solution);
  const [a, b, c] = [error(150), error(300), error(450)];
  expect(Math.log(b / a) / 150).toBeLessThan(-0.005);
  expect(Math.log(c / b) / Math.log(b / a)).toBeGreaterThan(0.5);
});

test("decaying steps take SOBA's noise away like the step size", () => {
  const problem = rowsProblem({ size: 5 });
  const streams = [minibatch(problem.batch, problem.count)];
  const decay = (first: number) => (k: number) => first / (1 + 0.01 * k);
  const steps = { innerStepSize: decay(0.3), stepSize: decay(0.2) };
  const early = scatter(soba({ ...steps, streams }), problem, 300);
  const late = scatter(soba({ ...steps, streams }), problem, 6000);
  expect(late).toBeLessThan(early / 4);
});

test("with a constant step SOBA's noise is in proportion to it", () => {
  const problem = rowsProblem({ size: 5 });
  const streams = [minibatch(problem.batch, problem.count)];
  const noise = (by: number) =>
    scatter(soba({ streams, innerStepSize: 0.2 * by, stepSize: 0.1 * by }), problem, 3000, 4000);
  const ratio = noise(1) / noise(1 / 4);
  expect(ratio).toBeGreaterThan(2.5);
  expect(ratio).toBeLessThan(6.5);
});

test("AmIGO without minibatches is linear with a constant number of inner steps", () => {
  const { levels, solution } = quadraticBilevel();
  const options = { innerSteps: 2, adjointSteps: 2, innerStepSize: 0.2, stepSize: 0.1 };
  const error = (steps: number) => gap(advance(amigo(options).on(levels), steps).x, solution);
  const [a, b, c] = [error(200), error(400), error(600)];
  expect(b / a).toBeLessThan(0.1);
  expect(Math.log(c / b) / Math.log(b / a)).toBeCloseTo(1, 1);
});

test("AmIGO's warm-started adjoint has no bias where stocBiO's short series has one", () => {
  const { levels, solution } = quadraticBilevel();
  const short = { innerSteps: 5, innerStepSize: 0.2, stepSize: 0.1 };
  const warm = advance(amigo({ ...short, adjointSteps: 2 }).on(levels), 3000);
  const cold = advance(stocBio({ ...short, terms: 2, seriesStepSize: 0.2 }).on(levels), 3000);
  expect(gap(warm.x, solution)).toBeLessThan(1e-8);
  expect(gap(cold.x, solution)).toBeGreaterThan(1e-2);
});

test("with minibatches AmIGO settles around the solution", () => {
  const problem = rowsProblem({ size: 10 });
  const streams = [minibatch(problem.batch, problem.count)];
  const algorithm = amigo({
    streams,
    innerSteps: 5,
    adjointSteps: 5,
    innerStepSize: 0.1,
    stepSize: 0.1,
  });
  expect(scatter(algorithm, problem, 200)).toBeLessThan(0.02);
});
