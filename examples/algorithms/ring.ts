// npm run example -- examples/algorithms/ring.ts
// Five stations on a ring, each with data of its own, choose one ridge penalty together. Nobody sees another's rows: they
// only tell their two neighbours where they stand. The result is that of all data in one place.
import assert from "node:assert/strict";
import { exp, hypergradient, type Level, minimize, variable } from "echelon";
import { decentralised, randomAt, ringMixing } from "echelon/algorithm";
import { saveFigure } from "./saveFigure.ts";

const [count, features, samples] = [5, 4, 2];
const random = randomAt(7, 0);
const draw = () => 2 * random() - 1;
const lambda = variable("lambda", 0);
const w = variable("w", new Float64Array(features));
const rows = () => Array.from({ length: samples }, () => Array.from({ length: features }, draw));
const targets = (X: number[][]) => X.map((row) => row[0]! - 0.5 * row[1]! + draw());
const loss = (X: number[][], y: number[]) =>
  w.reshape([1, features]).mul(X).sum(1).sub(y).square().mean();

const stations: Level[][] = Array.from({ length: count }, () => {
  const [train, fresh] = [rows(), rows()];
  const fit = loss(train, targets(train)).add(exp(lambda).mul(w.square().sum()));
  return [minimize(lambda, loss(fresh, targets(fresh))), minimize(w, fit)];
});

const options = { mixing: ringMixing(count), stepSize: 0.5, innerStepSize: 0.1 };
const method = decentralised(stations, options);
const spread: [number, number][] = [];
let state = method.init();
for (let i = 0; i < 20_000; i++) {
  state = method.step(state);
  const own = Array.from({ length: count }, (_, k) => state.points[k * (1 + 2 * features)]!);
  const apart = Math.max(...own) - Math.min(...own);
  if (i > 0 && i < 5000 && i % 20 === 0) spread.push([i, apart + 1e-16]);
}
const together = (k: number) =>
  stations.map((levels) => levels[k]!.objective).reduce((sum, term) => sum.add(term));
const central = [minimize(lambda, together(0)), minimize(w, together(1))];
const slope = hypergradient(central, { at: { lambda: state.x } }).gradient(lambda) as number;
console.log(
  `penalty agreed on: e^${state.x[0]!.toFixed(6)}; slope with all data in one place ${slope}`,
);
saveFigure("ring", [
  {
    heading: "Five stations on a ring agree on one log-penalty",
    x: { label: "iteration" },
    y: { label: "largest − least λ", type: "log" },
    series: [{ name: "disagreement of the stations", points: spread }],
  },
]);
assert.ok(Math.abs(slope) < 1e-8);
