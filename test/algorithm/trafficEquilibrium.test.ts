import { log, minimize, variable } from "echelon";
import { expect, test } from "vitest";
import { capacityDesign } from "../../src/algorithm/capacityDesign.ts";
import { advance } from "../../src/algorithm/method.ts";
import { box } from "../../src/algorithm/prox.ts";
import { shortestPaths } from "../../src/algorithm/shortestPaths.ts";
import { trafficEquilibrium } from "../../src/algorithm/trafficEquilibrium.ts";
import { trafficToy } from "../problem/trafficToy.ts";
import { designData } from "./siouxFalls.ts";

test("T15: flows 1 ± x/2, total 3 − x, and the forward Jacobian gives its slope −1", () => {
  const options = { groupSize: 2, innerSteps: 80, innerStepSize: 0.5, stepSize: 0.1 };
  const method = trafficEquilibrium(options).on(trafficToy().levels);
  const state = method.step(method.init());
  expect(state.y[0]! + state.y[2]!).toBeCloseTo(1.3, 6);
  expect(state.y[1]! + state.y[3]!).toBeCloseTo(0.7, 6);
  expect(state.value).toBeCloseTo(2.4, 5);
  expect((state.x[0]! - 0.6) / 0.1).toBeCloseTo(1, 5);
});

test("a route too dear for any share that a number can hold leaves shares, value and slope finite", () => {
  const [x, h] = [variable("x", [0.5]), variable("h", [[0.4, 0.3, 0.3]])];
  // Two routes of costs 1 + x and 1 + x/2, and one of 900: exp(−899/0.5) is 0 in doubles.
  const cost = h
    .mul([[1, 1, 900]])
    .sum()
    .add(x.sum().mul(h.mul([[1, 0.5, 0]]).sum()));
  const smooth = h.mul(log(h)).sum().mul(0.5);
  const levels = [minimize(x, h.mul([[2, 1, 0]]).sum()), minimize(h, cost.add(smooth))];
  const method = trafficEquilibrium({ groupSize: 3, innerSteps: 400, stepSize: 1 }).on(levels);
  const state = method.step(method.init());
  const share = 1 / (1 + Math.exp(0.5)); // softmax of −(1.5, 1.25)/0.5
  expect(state.y[0]).toBeCloseTo(share, 10);
  expect(state.y[1]).toBeCloseTo(1 - share, 10);
  expect(state.y[2]).toBeLessThan(1e-200);
  expect(state.value).toBeCloseTo(1 + share, 10);
  expect(0.5 - state.x[0]!).toBeCloseTo(-share * (1 - share), 10); // d(1 + share)/dx = −share (1 − share)/(2·0.5)
});

test("the Jacobian's error falls with the inner steps, linearly", () => {
  const error = (innerSteps: number) => {
    const options = { groupSize: 2, innerSteps, innerStepSize: 0.3, stepSize: 1 };
    const method = trafficEquilibrium(options).on(trafficToy().levels);
    return Math.abs(method.step(method.init()).x[0]! - 1.6);
  };
  const [a, b, c] = [error(10), error(20), error(30)];
  expect(b / a).toBeLessThan(0.5);
  expect(c / b).toBeLessThan(0.5);
});

test("the mean squared gradient of a small design falls like 1/K, as the theorem says", () => {
  const road = { capacity: 1, freeCost: 1, congestion: 2, price: 3 };
  const links = [
    { ...road, from: 0, to: 1 },
    { ...road, from: 0, to: 1, freeCost: 1.5, price: 1 },
    { ...road, from: 1, to: 2 },
    { ...road, from: 0, to: 2, freeCost: 2.5 },
  ];
  const trips = [
    { from: 0, to: 2, trips: 1.5 },
    { from: 0, to: 1, trips: 1 },
  ];
  const options = { paths: 2, entropy: 0.1, investment: 0.05 };
  const { levels } = capacityDesign(links, trips, options);
  const algorithm = trafficEquilibrium({
    groupSize: 2,
    innerSteps: 60,
    innerStepSize: 0.2,
    stepSize: 0.1,
    feasible: box(0, 5),
  });
  const method = algorithm.on(levels);
  let state = method.init();
  const sums = [100, 200].map((until) => {
    let sum = 0;
    for (let from = state.iteration; from < until; from++) {
      state = method.step(state);
      sum += state.gradientNorm ** 2;
    }
    return sum;
  });
  expect(sums[0]).toBeGreaterThan(0.1);
  expect(sums[1]! / sums[0]!).toBeLessThan(0.05);
});

test("shares must fill whole groups and start positive", () => {
  expect(() => trafficEquilibrium({ groupSize: 3 }).on(trafficToy().levels)).toThrow(
    /groupSize must be a divisor of 4/,
  );
});

test("shortest paths come in order of length, simple, and all different", () => {
  // A 3 × 3 grid of two-way streets: 12 simple paths from corner to corner.
  const links = [0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((from) =>
    [from + 1, from - 1, from + 3, from - 3]
      .filter(
        (to) =>
          to >= 0 &&
          to < 9 &&
          (Math.abs(to - from) === 3 || Math.floor(to / 3) === Math.floor(from / 3)),
      )
      .map((to) => ({ from, to })),
  );
  const lengths = links.map((_, i) => 1 + ((i * 7) % 5) / 10);
  const paths = shortestPaths(links, lengths, 0, 8, 50);
  expect(paths).toHaveLength(12);
  expect(new Set(paths.map(String)).size).toBe(12);
  const total = (path: number[]) => path.reduce((sum, link) => sum + lengths[link]!, 0);
  for (let k = 1; k < 12; k++)
    expect(total(paths[k]!)).toBeGreaterThanOrEqual(total(paths[k - 1]!) - 1e-12);
  for (const path of paths) {
    const nodes = [0, ...path.map((link) => links[link]!.to)];
    expect(new Set(nodes).size).toBe(nodes.length);
    expect(nodes.at(-1)).toBe(8);
  }
  expect(shortestPaths([{ from: 0, to: 1 }], [1], 1, 0, 3)).toEqual([]);
});

const data = designData();

test.skipIf(!data)(
  "Sioux Falls with 40 inner steps reaches the published 85.43065 within 0.05 % (sioux-falls-design-*.csv in ECHELON_DATA)",
  () => {
    const { levels } = capacityDesign(data!.links, data!.demands);
    const algorithm = trafficEquilibrium({ groupSize: 5, innerSteps: 40, feasible: box(0, 25) });
    const method = algorithm.on(levels);
    const first = method.step(method.init());
    expect(first.value / 117.128).toBeCloseTo(1, 3);
    const { value } = advance(method, 99, first);
    expect(Math.abs(value / 85.43065 - 1)).toBeLessThan(5e-4);
  },
);
