// npm run example -- examples/algorithms/networkSharing.ts
// Twelve users share a backbone. What a rate is worth to them only they know; the network shares its links by surrogates
// θ log x, hears from each user what a little more would be worth, and moves θ along the gradient of the total. It comes
// within 0.02 % of an optimum that is known to us, and stays there: a full link whose price is positive stays full. Setting
// θ once to what the reports imply frees it. Kelly's rule, which does that at every step, is faster here; where utilities
// are not concave it never settles, and the gradient does.
import assert from "node:assert/strict";
import {
  fairRates,
  type Network,
  type NetworkUtilityState,
  networkUtility,
} from "echelon/algorithm";
import { random } from "../report/random.ts";
import { table } from "../report/table.ts";
import { abilene, knownOptimum, loads, users, worthTo } from "./abilene.ts";
import { saveFigure } from "./saveFigure.ts";

/** A network and what its users report: their total utility, and what a little more is worth to each. */
interface Shared extends Network {
  total(rates: Float64Array): number;
  slopes(rates: Float64Array): Float64Array;
}

/** θ for which rates with these reports are fair: Kelly, Maulloo & Tan (1998). */
const implied = (rates: Float64Array, slopes: Float64Array) =>
  rates.map((rate, r) => Math.max(1e-4, rate * slopes[r]!));

interface Options {
  readonly steps: number;
  readonly stepSize: number;
  /** Steps between two settings of θ to what the reports imply. */
  readonly resets?: number;
  /** Relative noise of the reports. */
  readonly noise?: number;
}

/** The rates of every step by the gradient of the total utility. */
function byGradient(
  shared: Shared,
  { steps, stepSize, resets, noise = 0 }: Options,
): Float64Array[] {
  const { normal } = random(1);
  const report = (rates: Float64Array) =>
    shared.slopes(rates).map((slope) => slope * (1 + noise * normal()));
  const utility = (rates: Float64Array) => ({ value: shared.total(rates), slope: report(rates) });
  const { routes, capacities } = shared;
  const start = routes.map(() => 1);
  const method = networkUtility({ routes, capacities, utility, start, stepSize, least: 1e-4 });
  let state: NetworkUtilityState = method.init();
  const rates: Float64Array[] = [];
  for (let i = 1; i <= steps; i++) {
    state = method.step(state);
    rates.push(state.y);
    if (resets && i % resets === 0) state = { ...state, x: implied(state.y, report(state.y)) };
  }
  return rates;
}

/** The same by Kelly's rule. */
function byImplication(shared: Shared, steps: number): Float64Array[] {
  let theta = Float64Array.from(shared.routes, () => 1);
  return Array.from({ length: steps }, () => {
    const { rates } = fairRates(shared, theta);
    theta = implied(rates, shared.slopes(rates));
    return rates;
  });
}

const backbone: Shared = {
  ...abilene,
  total: (rates) => users.reduce((sum, one, r) => sum + worthTo(one, rates[r]!), 0),
  slopes: (rates) => rates.map((rate, r) => users[r]!.weight * rate ** -users[r]!.alpha),
};
const best = knownOptimum();
assert.ok(best.bound - best.value < 1e-6, "the optimum is proved by its dual");

const [steps, stepSize] = [400, 0.03];
const runs = {
  gradient: byGradient(backbone, { steps, stepSize }),
  "gradient, θ reset every 100 steps": byGradient(backbone, { steps, stepSize, resets: 100 }),
  "gradient, reports with 20 % noise": byGradient(backbone, { steps, stepSize, noise: 0.2 }),
  "Kelly's rule": byImplication(backbone, steps),
};
const gap = (rates: Float64Array) => Math.max(1e-8, best.bound - backbone.total(rates));
const full = (rates: ArrayLike<number>) =>
  loads(rates).filter((load, l) => load > abilene.capacities[l]! - 1e-4).length;
const fair = runs.gradient[0]!;
const rows = Object.entries(runs).map(([name, rates]) => {
  const near = rates.findIndex((x) => gap(x) < 0.01) + 1;
  const end = rates.at(-1)!;
  return [
    name,
    gap(end) > 1e-8 ? gap(end).toExponential(1) : "< 1e-8",
    near === 0 ? "never" : String(near),
    String(full(end)),
  ];
});
console.log(
  `Total utility ${best.value.toFixed(6)} at best, ${backbone.total(fair).toFixed(3)} at θ = 1`,
);
console.log(
  table(
    [`${steps} steps`, "short of the optimum", "steps to 0.01", "full links"],
    [...rows, ["the optimum", "", "", String(full(best.rates))]],
  ),
);

/** Five users of one link of 20 Gb/s; three watch video, which is worth nothing below some rate and little more above. */
const wanted = [4, 6, 5];
const height = [4, 4, 3];
/** Products, not powers: where nothing settles, the last digit of a power matters, and engines differ in it. */
const fourth = (x: number) => x * x * (x * x);
const video: Shared = {
  routes: [[0], [0], [0], [0], [0]],
  capacities: [20],
  total: ([a, b, ...rates]) =>
    Math.sqrt(a!) +
    Math.log1p(b!) +
    rates.reduce(
      (sum, x, i) => sum + (height[i]! * fourth(x)) / (fourth(wanted[i]!) + fourth(x)),
      0,
    ),
  slopes: ([a, b, ...rates]) =>
    Float64Array.of(
      0.5 / Math.sqrt(a!),
      1 / (1 + b!),
      ...rates.map((x, i) => {
        const [half, share] = [fourth(wanted[i]!), fourth(wanted[i]!) + fourth(x)];
        return (4 * height[i]! * half * x * x * x) / (share * share);
      }),
    ),
};
const settled = byGradient(video, { steps: 1000, stepSize: 0.1 });
const restless = byImplication(video, 1000);
const [first, last] = [video.total(settled[0]!), video.total(settled.at(-1)!)];
const swing = restless.slice(500).map((rates) => video.total(rates));
const [low, high] = [Math.min(...swing), Math.max(...swing)];
const bestVideo = bestOfOneLink(video);
console.log(
  `With video: ${first.toFixed(3)} at θ = 1, ${last.toFixed(3)} by the gradient, ${bestVideo.toFixed(3)} at best;`,
);
console.log(`Kelly's rule keeps swinging between ${low.toFixed(3)} and ${high.toFixed(3)}.`);

/** The most that one link can be worth, over all shares of 0.02 Gb/s. */
function bestOfOneLink({ total, capacities, routes }: Shared): number {
  const parts = 1000;
  const alone = (user: number, part: number) => {
    const rates = new Float64Array(routes.length);
    rates[user] = (capacities[0]! * part) / parts;
    return total(rates);
  };
  let most = new Float64Array(parts + 1);
  routes.forEach((_, user) => {
    const own = Float64Array.from(most, (_, part) => alone(user, part));
    most = most.map((_, whole) => {
      let value = 0;
      for (let part = 0; part <= whole; part++)
        value = Math.max(value, most[whole - part]! + own[part]!);
      return value;
    });
  });
  return most[parts]!;
}

const shown = {
  0: "backup, Seattle to New York",
  1: "web, Sunnyvale to Chicago",
  10: "web, Los Angeles to Seattle",
};
const course = runs["gradient, θ reset every 100 steps"].slice(0, 200);
saveFigure("network-sharing", [
  {
    heading: "The backbone: how far the network is from an optimum it does not know",
    x: { label: "steps" },
    y: { label: "utility missing", type: "log" },
    series: Object.entries(runs).map(([name, rates]) => ({
      name,
      points: rates.map((x, i): [number, number] => [i + 1, gap(x)]),
    })),
  },
  {
    heading: "Rates of three of the twelve users, θ reset every 100 steps",
    x: { label: "steps" },
    y: { label: "Gb/s", domain: [0, 6] },
    series: Object.entries(shown).flatMap(([user, name]) => [
      { name, points: course.map((x, i): [number, number] => [i + 1, x[Number(user)]!]) },
      {
        name: "at the optimum",
        dash: "4 4",
        points: [1, course.length].map((x): [number, number] => [x, best.rates[Number(user)]!]),
      },
    ]),
  },
  {
    heading: "One link with video, whose utilities are not concave",
    x: { label: "steps" },
    y: { label: "total utility", domain: [6, 10] },
    series: [
      {
        name: "gradient",
        points: settled.slice(0, 150).map((x, i): [number, number] => [i + 1, video.total(x)]),
      },
      {
        name: "Kelly's rule",
        points: restless.slice(0, 150).map((x, i): [number, number] => [i + 1, video.total(x)]),
      },
      {
        name: "at the optimum",
        dash: "4 4",
        points: [
          [1, bestVideo],
          [150, bestVideo],
        ],
      },
    ],
  },
]);

const ends = Object.fromEntries(
  Object.entries(runs).map(([name, rates]) => [name, gap(rates.at(-1)!)]),
);
assert.ok(ends.gradient! < 0.0002 * best.value && ends.gradient! > 1e-3, "near, and not there");
assert.ok(ends["gradient, θ reset every 100 steps"]! < 1e-5, "there");
assert.ok(ends["gradient, reports with 20 % noise"]! < 0.1);
assert.ok(ends["Kelly's rule"]! < 1e-5);
assert.ok(last > 0.95 * bestVideo && high - low > 0.5);
