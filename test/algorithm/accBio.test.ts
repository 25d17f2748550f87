import { expect, test } from "vitest";
import type { AcceleratedOptions } from "../../src/algorithm/accBio.ts";
import { accBio } from "../../src/algorithm/accBio.ts";
import { accBioBg } from "../../src/algorithm/accBioBg.ts";
import { nesterov } from "../../src/algorithm/descend.ts";
import { heavyBall } from "../../src/algorithm/heavyBall.ts";
import { advance } from "../../src/algorithm/method.ts";
import type { Algorithm } from "../../src/solve/algorithm.ts";
import { product } from "../reference/matrix.ts";
import { random } from "../reference/random.ts";
import { solveDense } from "../reference/solveDense.ts";
import { gap, quadraticBilevel, symmetricBetween } from "./problem.ts";

const constants = { innerSmoothness: 4, innerConvexity: 1, smoothness: 4, convexity: 0.1 };

const both: [string, (options: AcceleratedOptions) => Algorithm][] = [
  ["AccBiO", accBio],
  ["AccBiO-BG", accBioBg],
];

test.each(both)("%s reaches the solution of a quadratic problem to 1e-9", (_, algorithm) => {
  const { levels, solution } = quadraticBilevel();
  const method = algorithm({ ...constants, innerSteps: 60, adjointSteps: 60 }).on(levels);
  expect(gap(advance(method, 400).x, solution)).toBeLessThan(1e-9);
});

test("AccBiO-BG's warm start forgives an inner loop too short for AccBiO", () => {
  const { levels, solution } = quadraticBilevel();
  const short = { ...constants, innerSteps: 3, adjointSteps: 3 };
  expect(gap(advance(accBio(short).on(levels), 1000).x, solution)).toBeGreaterThan(1e-3);
  expect(gap(advance(accBioBg(short).on(levels), 1000).x, solution)).toBeLessThan(1e-8);
});

test("the error of Nesterov's inner loop falls by √(1 − 1/√κ) a step, or faster", () => {
  const [n, kappa] = [8, 400];
  const next = random(2);
  const A = symmetricBetween(n, 1, kappa, next);
  const error = (steps: number) => {
    const options = { steps, smoothness: kappa, convexity: 1 };
    const y = nesterov((z) => product(A, z, n, 1, n), new Float64Array(n).fill(1), options);
    return Math.hypot(...y);
  };
  const rate = (error(400) / error(100)) ** (1 / 300);
  expect(rate).toBeLessThan(Math.sqrt(1 - 1 / 20));
  // A gradient step of 1/L leaves 1 − 1/κ.
  expect(rate).toBeLessThan(1 - 10 / kappa);
});

test("the heavy ball's error falls by (√κ−1)/(√κ+1) a step", () => {
  const [n, kappa] = [8, 100];
  const next = random(2);
  const A = symmetricBetween(n, 1, kappa, next);
  const b = Float64Array.from({ length: n }, next);
  const { solution } = solveDense(n, A, b);
  const error = (steps: number) => {
    const options = { steps, smoothness: kappa, convexity: 1 };
    return gap(
      heavyBall((v) => product(A, v, n, 1, n), b, new Float64Array(n), options),
      solution,
    );
  };
  expect((error(120) / error(60)) ** (1 / 60)).toBeCloseTo(9 / 11, 1);
});
