import { describe, expect, test } from "vitest";
import {
  type Expression,
  exp,
  gradientDescent,
  lbfgs,
  log,
  minimize,
  newton,
  norm2,
  solveSync,
  sqrt,
  stackedNewton,
  variable,
} from "../../src/index.ts";

const solvers = [newton(), lbfgs(), gradientDescent(), stackedNewton()];

describe.each(solvers.map((solver) => [solver.name, solver] as const))("%s", (_, solver) => {
  // From 50 the full Newton step of x·w − log w goes to −2400; the minimum is at w = 1/x.
  test.each([0.01, 1, 50])(
    "refuses steps to where the logarithm has no value, from %d",
    (start) => {
      const [x, w] = [variable("x", 2), variable("w", start)];
      const inner = minimize(w, w.mul(x).sub(log(w)), { solver });
      const solution = solveSync([minimize(x, x.sub(w).square()), inner]);
      expect(solution.status).toBe("converged");
      expect(solution.value(w)).toBeCloseTo(1, 8);
      expect(solution.value(x)).toBeCloseTo(1, 8);
    },
  );
  test("stays between two walls", () => {
    const w = variable("w", [0.999999, 1e-6]);
    const walls = log(w)
      .add(log(w.neg().add(1)))
      .sum()
      .mul(1e-3);
    const solution = solveSync([minimize(w, w.mul([3, -3]).sum().sub(walls), { solver })]);
    // 3 = 10⁻³ (1/w − 1/(1 − w)) at the minimum.
    const [a, b] = solution.value(w) as Float64Array;
    for (const small of [a!, 1 - b!])
      expect(1e-3 * (1 / small - 1 / (1 - small))).toBeCloseTo(3, 5);
  });
});

test("an inner problem whose domain the outer variable leaves turns the outer step back", () => {
  const [x, w] = [variable("x", 1), variable("w", 1)];
  const levels = [minimize(x, x.add(w.square())), minimize(w, w.square().sub(log(x).mul(w)))];
  const solution = solveSync(levels);
  const [at, response] = [solution.value(x) as number, solution.value(w) as number];
  expect(response).toBeCloseTo(Math.log(at) / 2, 9);
  expect(1 + Math.log(at) / (2 * at)).toBeCloseTo(0, 8);
});

test.each([
  ["a start outside the domain", -1],
  ["a start on its edge", 0],
])("%s is an error that says so", (_, start) => {
  const w = variable("w", start);
  expect(() => solveSync([minimize(w, w.sub(log(w)), { name: "train" })])).toThrow(
    /Level "train": .* at the start is (NaN|Infinity)\. .*domain/,
  );
  const v = variable("v", start);
  expect(() => solveSync([minimize(v, sqrt(v).add(v))])).toThrow(/ at the start/);
});

test("an objective that overflows far from its minimum is walked back from", () => {
  const w = variable("w", -300);
  const solution = solveSync([minimize(w, exp(w).sub(w.mul(2)))]);
  expect(solution.value(w)).toBeCloseTo(Math.LN2, 9);
});

test("a norm as objective ends at its kink", () => {
  const w = variable("w", [1, -2]);
  const solution = solveSync([minimize(w, norm2(w).add(w.sub([0.1, 0.2]).square().sum()))]);
  for (const x of solution.value(w) as Float64Array) expect(x).toBeCloseTo(0, 6);
});

test("a stationary point outside the domain is not taken for a solution", () => {
  // At x = .154, y = 1.116 all gradients vanish with 1/t for the slope of log t, but t = 3x − y − 3 < 0.
  const [x, y] = [variable("x", 2), variable("y", 1)];
  const walls = log(x.mul(3).sub(y).sub(3)).add(log(y)).mul(1e-3);
  const outer = minimize(x, x.sub(5).square().add(y.mul(2).add(1).square()));
  const inner = minimize(y, y.sub(1).square().sub(x.mul(y).mul(1.5)).sub(walls));
  const solution = solveSync([outer, inner]);
  expect(solution.value(x)).toBeCloseTo(1, 3);
  expect(solution.value(y)).toBeCloseTo(0, 3);
  expect(solution.objective).toBeCloseTo(17, 3);
});

// Shimizu & Aiyoshi 1981, example 1, its constraints as barriers: from the start the outer step and its tangents lead
// beyond the inner wall, where refused trials leave responses that no other point can start from.
test.each([1e-2, 1e-3, 1e-4, 1e-5])("returns to the last iterate's response, barrier %d", (mu) => {
  const barrier = (t: Expression) => log(t).mul(-mu);
  const [x, y] = [variable("x", 11), variable("y", 8)];
  const outer = y
    .sub(10)
    .square()
    .add(x.square())
    .add(barrier(x.sub(y)));
  const inner = x
    .add(y.mul(2))
    .sub(30)
    .square()
    .add(barrier(x.add(y).neg().add(20)));
  const solution = solveSync([minimize(x, outer), minimize(y, inner)]);
  expect(solution.status).toBe("converged");
  expect(Math.abs(solution.objective - 100)).toBeLessThan(5 * Math.sqrt(mu));
  expect(solution.levels[0]!.objective).toBeCloseTo(solution.objective, 10);
  for (const { gradientNorm } of solution.levels) expect(gradientNorm).toBeLessThan(1e-8);
});
