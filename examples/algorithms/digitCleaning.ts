// npm run example -- examples/algorithms/digitCleaning.ts
// Half of the labels of 800 small digits are drawn anew at random; 200 clean digits are at hand. A weight for each of the
// 800 is chosen so that the classifier trained on them does well on the 200. The exact method solves the 650 inner
// variables at every step; SOBA and stocBiO take minibatches. All find the wrong labels; SOBA first.
import assert from "node:assert/strict";
import { join } from "node:path";
import { type Expression, hypergradient, minimize, solveSync } from "echelon";
import { type Algorithm, soba, stocBio } from "echelon/algorithm";
import { csvRows } from "../data/csvRows.ts";
import { random } from "../report/random.ts";
import { table } from "../report/table.ts";
import { type Digits, labelCleaning } from "./labelCleaning.ts";
import { saveFigure } from "./saveFigure.ts";

const PIXELS = 64;
const all = csvRows(join(import.meta.dirname, "../data/digits.csv"));
const order = random(1).permutation(all.length);
const part = (from: number, to?: number): Digits => {
  const chosen = order.slice(from, to).map((i) => all[i]!);
  return {
    features: Float64Array.from(
      chosen.flatMap((row) => [...row.slice(0, PIXELS).map((p) => p / 16), 1]),
    ),
    labels: chosen.map((row) => row[PIXELS]!),
  };
};
const digits = [part(0, 800), part(800, 1000), part(1000)] as const;
const whole = labelCleaning(digits, { batch: Number.POSITIVE_INFINITY, random: random(2).uniform });
const parts = labelCleaning(digits, { batch: 100, random: random(2).uniform });
assert.deepEqual(whole.isCorrupted, parts.isCorrupted);
const [lambda, W] = whole.levels.map(({ variables }) => variables[0]!) as [Expression, Expression];

/** One point of a run: processor seconds, log-weights and classifier. */
interface Point {
  readonly seconds: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Processor seconds since the function was made; garbage collection and compilation are in it. */
function stopwatch(): () => number {
  const began = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1e6;
  };
}

function exact(): Point[] {
  const seconds = stopwatch();
  const points: Point[] = [];
  solveSync(whole.levels, {
    maxIterations: 8,
    onIteration: ({ value }) => {
      const [x, y] = [value(lambda) as Float64Array, value(W) as Float64Array];
      points.push({ seconds: seconds(), x, y });
    },
  });
  return points;
}

/** The points keep the mean classifier over the last half of the steps so far: less of the minibatches' noise. */
function stochastic(algorithm: Algorithm, steps: number): Point[] {
  const method = algorithm.on(parts.levels);
  const seconds = stopwatch();
  const points: Point[] = [];
  let state = method.init();
  let sum = new Float64Array(state.y.length);
  const sums = [sum];
  for (let i = 1; i <= steps; i++) {
    state = method.step(state);
    sum = sum.map((entry, k) => entry + state.y[k]!);
    sums.push(sum);
    if (i % 50 !== 0) continue;
    const half = sums[i / 2]!;
    points.push({
      seconds: seconds(),
      x: state.x,
      y: sum.map((entry, k) => (entry - half[k]!) / (i / 2)),
    });
  }
  return points;
}

const { streams } = parts;
const series = { terms: 10, seriesStepSize: 1 };
const runs: Record<string, Point[]> = {
  "exact: all rows, factored Hessians": exact(),
  "SOBA: minibatches of 100": stochastic(
    soba({ streams, innerStepSize: 0.5, stepSize: 100 }),
    3000,
  ),
  "stocBiO: minibatches of 100": stochastic(
    stocBio({ streams, innerSteps: 10, innerStepSize: 1, ...series, stepSize: 400 }),
    600,
  ),
};

const trainedWith = (weights: Float64Array) =>
  hypergradient(whole.levels, { at: { lambda: weights } }).response(W) as Float64Array;
const cleanLoss = whole.levels[0].objective;
/** Trained on digits with weight ½ each and the same ridge, as the inner level is at λ = 0. */
const fitted = (loss: Expression) =>
  solveSync([minimize(W, loss.mul(0.5).add(W.square().sum().mul(0.001)))]).value(W) as Float64Array;
const kept = Object.values(runs)[0]!
  .at(-1)!
  .x.map((weight) => (weight < 0 ? -40 : 40));
const keptLoss = whole.levels[1].objective
  .substitute(lambda, kept)
  .sub(W.square().sum().mul(0.001));
const references = {
  "all 800 alike": trainedWith(new Float64Array(800)),
  "the 200 clean digits alone": fitted(cleanLoss),
  "the 200, and those the exact method keeps": fitted(keptLoss.mul(0.8).add(cleanLoss.mul(0.2))),
  "if the wrong labels were known": trainedWith(
    Float64Array.from(whole.isCorrupted, (wrong) => (wrong ? -40 : 0)),
  ),
};

const percent = (share: number) => (100 * share).toFixed(1);
const ends = Object.entries(runs).map(([name, points]) => {
  const { seconds, x, y } = points.at(-1)!;
  const judged = { f1: whole.f1(x), loss: whole.validationLoss(y), accuracy: whole.accuracy(y) };
  const cells = [
    seconds.toFixed(1),
    judged.f1.toFixed(3),
    judged.loss.toFixed(3),
    percent(judged.accuracy),
  ];
  return { ...judged, cells: [name, ...cells] };
});
const others = Object.entries(references).map(([name, y]) => {
  const [loss, accuracy] = [whole.validationLoss(y), whole.accuracy(y)];
  return [name, "", "", loss.toFixed(3), percent(accuracy)];
});
console.log(`${whole.corrupted} of 800 labels are wrong`);
console.log(
  table(
    ["trained on", "processor s", "F1 of wrong labels", "validation loss", "test accuracy, %"],
    [...ends.map(({ cells }) => cells), ...others],
  ),
);

const everything = whole.accuracy(references["all 800 alike"]);
const longest = Math.max(...Object.values(runs).map((points) => points.at(-1)!.seconds));
const x = { label: "processor seconds", type: "log", domain: [0.04, longest] } as const;
const panel = (of: (point: Point) => number) =>
  Object.entries(runs).map(([name, points]) => ({
    name,
    points: points.map((point): [number, number] => [Math.max(0.04, point.seconds), of(point)]),
  }));
const level = (y: number): [number, number][] => [
  [0.04, y],
  [longest, y],
];
saveFigure("digit-cleaning", [
  {
    heading: "what the outer level minimises, on the 200 clean digits",
    x,
    y: { label: "validation loss, nats per digit", type: "log", domain: [0.2, 1.2] },
    series: panel(({ y }) => whole.validationLoss(y)),
  },
  {
    heading: "the 797 test digits",
    x,
    y: { label: "test accuracy, %", domain: [83, 95] },
    series: [
      ...panel(({ y }) => 100 * whole.accuracy(y)),
      { name: "all 800 alike", points: level(100 * everything), dash: "4 4" },
    ],
  },
  {
    heading: "weight below one half as a detector of wrong labels",
    x,
    y: { label: "F1", domain: [0.7, 1] },
    series: panel((point) => whole.f1(point.x)),
  },
]);

for (const { f1, accuracy } of ends) {
  assert.ok(f1 >= 0.9);
  assert.ok(accuracy >= everything + 0.04);
}
assert.ok(
  ends.every(({ loss }) => loss >= ends[0]!.loss),
  "the exact method gets lowest where it minimises",
);
