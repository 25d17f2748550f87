import { expect, test } from "vitest";
import { advance } from "../../src/algorithm/method.ts";
import { neumannSeries, stocBio } from "../../src/algorithm/stocBio.ts";
import { minibatch, randomAt, stream } from "../../src/algorithm/stream.ts";
import { solveSync } from "../../src/index.ts";
import { product } from "../reference/matrix.ts";
import { solveDense } from "../reference/solveDense.ts";
import { gap, quadraticBilevel } from "./problem.ts";
import { rowsProblem } from "./rowsProblem.ts";

const { H, d, t: b } = quadraticBilevel();
const { solution: exact } = solveDense(d, H, b);
const series = (terms: number) => neumannSeries((v) => product(H, v, d, 1, d), b, terms, 0.25);

test("the Neumann series converges to H⁻¹g, with factor η and zeroth term", () => {
  expect(gap(series(400), exact)).toBeLessThan(1e-13);
  // The released code overwrites the zeroth term and drops the factor: H⁻¹g/η − g.
  const released = exact.map((entry, i) => entry / 0.25 - b[i]!);
  expect(gap(series(400), released)).toBeGreaterThan(0.1);
  expect(
    gap(
      series(0),
      b.map((entry) => 0.25 * entry),
    ),
  ).toBe(0);
});

test("its bias is at most M(1−ημ)^(Q+1)/μ and falls at that rate", () => {
  const size = (v: ArrayLike<number>) => Math.hypot(...Array.from(v));
  for (const Q of [0, 1, 5, 20, 40]) {
    const error = size(series(Q).map((entry, i) => entry - exact[i]!));
    expect(error).toBeLessThanOrEqual(size(b) * 0.75 ** (Q + 1) * (1 + 1e-12));
  }
  expect(gap(series(40), exact) / gap(series(30), exact)).toBeCloseTo(0.75 ** 10, 3);
});

test("without streams and with many terms it is a deterministic method with the exact solution", () => {
  const { levels, solution } = quadraticBilevel();
  const algorithm = stocBio({
    innerStepSize: 0.25,
    seriesStepSize: 0.25,
    terms: 60,
    stepSize: 0.2,
  });
  expect(gap(advance(algorithm.on(levels), 1000).x, solution)).toBeLessThan(1e-7);
});

const noisy = (size: number, more: object = {}) => {
  const problem = rowsProblem({ size });
  const options = {
    streams: [minibatch(problem.batch, problem.count)],
    innerStepSize: 0.3,
    seriesStepSize: 0.5,
    terms: 12,
    stepSize: 0.1,
    ...more,
  };
  return { problem, algorithm: stocBio(options) };
};

/** Mean squared distance to the solution over the later steps. */
function scatter(size: number): number {
  const { problem, algorithm } = noisy(size);
  const method = algorithm.on(problem.levels);
  let state = advance(method, 100);
  let sum = 0;
  for (let i = 0; i < 600; i++) {
    state = method.step(state);
    sum += (state.x[0]! - problem.solution) ** 2 / 600;
  }
  return sum;
}

test("with minibatches it settles around the solution, with variance like 1/batch", () => {
  const [one, sixteen] = [scatter(2), scatter(32)];
  expect(one).toBeLessThan(0.05);
  expect(one / sixteen).toBeGreaterThan(6);
  expect(one / sixteen).toBeLessThan(60);
});

test("the same seed gives the same run, another seed another", () => {
  const run = (seed: number) => {
    const { problem, algorithm } = noisy(4, { seed });
    return solveSync(problem.levels, { algorithm, maxIterations: 30 }).value(problem.x);
  };
  expect(run(5)).toBe(run(5));
  expect(run(5)).not.toBe(run(6));
});

test("more minibatches in the first products of the series only lower the noise", () => {
  const { problem, algorithm } = noisy(4, { seriesBatches: [4, 3, 2, 1], terms: 4 });
  expect(advance(algorithm.on(problem.levels), 200).x[0]).toBeCloseTo(problem.solution, 0);
});

test("minibatches that shrink along the series, as the paper has them, are worth more than growing ones", () => {
  const noise = (seriesBatches: number[]) => {
    let sum = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { problem, algorithm } = noisy(4, { seriesBatches, terms: 4, seed, innerSteps: 0 });
      const { adjoint } = advance(algorithm.on(problem.levels), 1);
      const v = problem.t.map((entry) => -entry);
      const expected = neumannSeries(
        (r) => product(problem.H, r, problem.d, 1, problem.d),
        v,
        4,
        0.5,
      );
      sum += adjoint.reduce((all, entry, i) => all + (entry - expected[i]!) ** 2, 0) / 60;
    }
    return sum;
  };
  expect(noise([8, 4, 2, 1])).toBeLessThan(noise([1, 2, 4, 8]));
});

test("streams draw from step and seed alone, rows uniformly", () => {
  const { batch } = rowsProblem({ size: 1000 });
  const { draw } = minibatch(batch, 10);
  const counts = new Float64Array(10);
  for (const row of Array.from(draw(randomAt(1, 7))[0]!)) counts[row]!++;
  expect(Math.min(...counts)).toBeGreaterThan(60);
  expect(draw(randomAt(1, 7))).toEqual(draw(randomAt(1, 7)));
  expect(draw(randomAt(1, 7))).not.toEqual(draw(randomAt(1, 8)));
  expect(stream(batch, (random) => [random()]).draw(() => 0.5)).toEqual([[0.5]]);
  expect(() => minibatch(batch, 0)).toThrow(/whole number > 0/);
});
