import { expect, test } from "vitest";
import { advance } from "../../src/algorithm/method.ts";
import { fairRates, networkUtility } from "../../src/algorithm/networkUtility.ts";
import { networkUtilityAnswer } from "../problem/networkUtility.ts";
import { gap } from "./problem.ts";

/** T13: utilities √x, log(1 + x), x²/(10 + x²). */
const utility = ([a, b, c]: Float64Array) => ({
  value: Math.sqrt(a!) + Math.log1p(b!) + c! ** 2 / (10 + c! ** 2),
  slope: [0.5 / Math.sqrt(a!), 1 / (1 + b!), (20 * c!) / (10 + c! ** 2) ** 2],
});
const oneLink = { routes: [[0], [0], [0]], capacities: [10], utility, start: [1, 2, 3] };

test("T13: rates θc/Σθ, the utility, and its gradient by θ", () => {
  const method = networkUtility({ ...oneLink, stepSize: 1e-3 });
  const start = method.init();
  expect(gap(start.y, [10 / 6, 20 / 6, 5])).toBeLessThan(1e-13);
  const { x, value } = method.step(start);
  expect(value).toBeCloseTo(networkUtilityAnswer.value, 13);
  const gradient = x.map((entry, r) => (entry - start.x[r]!) / 1e-3);
  expect(gap(gradient, networkUtilityAnswer.gradient)).toBeLessThan(1e-9);
});

test("it stops where the routes in use are worth the same at the margin, and drops the convex one", () => {
  const least = 1e-6;
  const { x, y, value } = advance(networkUtility({ ...oneLink, least, stepSize: 2 }), 1500);
  const { slope } = utility(y);
  expect(slope[0]).toBeCloseTo(slope[1]!, 6);
  // x²/(10 + x²) is convex near 0: the route is worth less the less it gets.
  expect(x[2]).toBe(least);
  expect(slope[2]).toBeLessThan(slope[0]!);
  expect(value).toBeGreaterThan(networkUtilityAnswer.value);
  expect(y.reduce((sum, rate) => sum + rate, 0)).toBeCloseTo(10, 10);
});

test("the mean of |∇U|² falls like 1/T, though the utility is not concave", () => {
  const method = networkUtility({ ...oneLink, stepSize: 0.2 });
  let state = method.init();
  const sums = [500, 1000].map((until) => {
    let sum = 0;
    for (let from = state.iteration; from < until; from++) {
      state = method.step(state);
      sum += state.gradientNorm ** 2;
    }
    return sum;
  });
  expect(sums[0]).toBeGreaterThan(0.1);
  expect(sums[1]! / sums[0]!).toBeLessThan(0.02);
});

const network = { routes: [[0, 1], [0], [1], [1, 2]], capacities: [4, 3, 50] };

test("on a network the rates fit, unused links are free, and the slopes are those of differences", () => {
  const theta = Float64Array.of(1, 2, 1.5, 0.5);
  const { rates, prices } = fairRates(network, theta);
  expect(rates[0]! + rates[1]!).toBeCloseTo(4, 10);
  expect(rates[0]! + rates[2]! + rates[3]!).toBeCloseTo(3, 10);
  expect(prices[2]).toBe(0);
  const worth = [0.3, -0.5, 0.9, 0.2];
  const method = networkUtility({
    ...network,
    utility: (x) => ({
      value: x.reduce((sum, rate, r) => sum + worth[r]! * rate, 0),
      slope: worth,
    }),
    start: theta,
    stepSize: 1e-4,
  });
  const moved = method.step(method.init());
  theta.forEach((entry, r) => {
    const at = (by: number) => {
      const { rates: x } = fairRates(
        network,
        theta.map((value, k) => (k === r ? entry + by : value)),
      );
      return x.reduce((sum, rate, k) => sum + worth[k]! * rate, 0);
    };
    const slope = (at(1e-5) - at(-1e-5)) / 2e-5;
    expect((moved.x[r]! - entry) / 1e-4).toBeCloseTo(slope, 6);
  });
  expect(() => networkUtility({ ...oneLink, routes: [[0]], stepSize: 1 })).toThrow(
    /routes must be 3 lists/,
  );
});
