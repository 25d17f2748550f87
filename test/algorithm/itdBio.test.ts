import { expect, test } from "vitest";
import { itdBio, oneStep, truncatedItd } from "../../src/algorithm/itdBio.ts";
import { advance } from "../../src/algorithm/method.ts";
import { hypergradient, itd } from "../../src/index.ts";
import type { Algorithm } from "../../src/solve/algorithm.ts";
import { gap, quadraticBilevel } from "./problem.ts";

const options = { innerSteps: 12, innerStepSize: 0.2, stepSize: 0.2 };

/** The gradient that the first step used. */
function firstGradient(algorithm: Algorithm, problem = quadraticBilevel()): Float64Array {
  const method = algorithm.on(problem.levels);
  const start = method.init();
  const next = method.step(start);
  return start.x.map((entry, i) => (entry - next.x[i]!) / options.stepSize);
}

test("ITD-BiO's gradient is that of the unrolled loop, as itd() finds it by itself", () => {
  const problem = quadraticBilevel();
  const reference = hypergradient(problem.levels, { method: itd({ steps: 12, stepSize: 0.2 }) });
  const found = firstGradient(itdBio(options), problem);
  expect(gap(found, reference.gradient(problem.x) as Float64Array)).toBeLessThan(1e-13);
});

test("its bias falls like (1 − αμ)^D", () => {
  const problem = quadraticBilevel();
  const error = (innerSteps: number) =>
    gap(
      firstGradient(itdBio({ ...options, innerSteps }), problem),
      problem.gradient(problem.x.attributes.initial),
    );
  // μ = 1, α = 1/5; the derivative's error has D·(1 − αμ)^D beside (1 − αμ)^D on other problems.
  expect(error(70) / error(50)).toBeCloseTo(0.8 ** 20, 3);
  expect(error(300)).toBeLessThan(1e-13);
});

test("a warm start does not remove the bias of the differentiated loop; more steps do", () => {
  const { levels, solution } = quadraticBilevel();
  const few = advance(itdBio({ ...options, innerSteps: 4 }).on(levels), 1500);
  const many = advance(itdBio({ ...options, innerSteps: 120 }).on(levels), 600);
  expect(gap(few.x, solution)).toBeGreaterThan(1e-3);
  expect(gap(many.x, solution)).toBeLessThan(1e-9);
});

test("where it settles |∇Φ| is not 0 but a floor that falls like (1 − αμ)^D", () => {
  const { levels, gradient } = quadraticBilevel();
  const floor = (innerSteps: number) => {
    const { x } = advance(itdBio({ ...options, innerSteps }).on(levels), 1500);
    return Math.max(...gradient(x).map(Math.abs));
  };
  expect(floor(40) / floor(20)).toBeCloseTo(0.8 ** 20, 3);
});

test("truncated back-propagation is wrong by (1 − αμ)^K of the implicit term", () => {
  const problem = quadraticBilevel();
  const exact = problem.gradient(problem.x.attributes.initial);
  const error = (backSteps: number) =>
    gap(firstGradient(truncatedItd({ ...options, innerSteps: 200, backSteps }), problem), exact);
  expect(error(40) / error(20)).toBeCloseTo(0.8 ** 20, 3);
  expect(error(200)).toBeLessThan(1e-13);
});

test("one-step differentiation is off by at most (1 − αμ) |C| |∇_y f|/μ", () => {
  const problem = quadraticBilevel();
  const { x, C, t, response } = problem;
  const start = x.attributes.initial!;
  const length = (v: ArrayLike<number>) => Math.hypot(...Array.from(v));
  const slope = response(start).map((entry, i) => entry - t[i]!);
  const exact = problem.gradient(start);
  const found = firstGradient(oneStep({ ...options, innerSteps: 200 }), problem);
  const error = length(found.map((entry, i) => entry - exact[i]!));
  expect(error).toBeLessThan(0.8 * length(C) * length(slope));
  expect(error).toBeGreaterThan(0.01 * length(C) * length(slope));
});

test("one-step differentiation is the last term alone: exact where one step is Newton's", () => {
  const easy = quadraticBilevel({ low: 2, high: 2 });
  const exact = easy.gradient(easy.x.attributes.initial);
  const newtonLike = oneStep({ ...options, innerSteps: 3, innerStepSize: 0.5 });
  expect(gap(firstGradient(newtonLike, easy), exact)).toBeLessThan(1e-13);
  const harder = oneStep({ ...options, innerSteps: 100 });
  const problem = quadraticBilevel();
  const same = firstGradient(truncatedItd({ ...options, innerSteps: 100, backSteps: 1 }), problem);
  expect(gap(firstGradient(harder, problem), same)).toBe(0);
});
