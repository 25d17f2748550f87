// npm run example -- examples/algorithms/fewShot.ts
// Ten points of a sinusoid, five gradient steps, and the rest of the curve should be known. MAML learns a start from which
// that works for every phase and height, ANIL one where only the last layer moves.
import assert from "node:assert/strict";
import { type Expression, type Level, minimize, parameter, tanh, variable } from "echelon";
import {
  type Algorithm,
  type AlgorithmState,
  anil,
  Bilevel,
  maml,
  randomAt,
  taskStream,
} from "echelon/algorithm";
import { saveFigure } from "./saveFigure.ts";

const [units, points, innerSteps, innerStepSize] = [20, 10, 5, 0.04];
const random = randomAt(3, 0);
const draw = (count: number) => Float64Array.from({ length: count }, () => 2 * random() - 1);
const start = ["body", "bias", "head"].map((name) => variable(name, draw(units)));
const adapted = start.map((_, i) => variable(`adapted${i}`, new Float64Array(units)));
const data = ["s", "t", "q", "r"].map((name) => parameter(name, draw(points)));
const loss = ([body, bias, head]: readonly Expression[], [at, height]: readonly Expression[]) =>
  tanh(
    at!
      .reshape([points, 1])
      .mul(body!.reshape([1, units]))
      .add(bias!),
  )
    .matmul(head!)
    .sub(height!)
    .square()
    .mean();
const sinusoid = (next: () => number) => {
  const [phase, size] = [3 * next(), 0.5 + next()];
  const sample = () => Float64Array.from({ length: points }, () => 6 * next() - 3);
  const [s, q] = [sample(), sample()];
  const height = (x: Float64Array) => x.map((at) => size * Math.sin(at + phase));
  return [s, height(s), q, height(q)];
};
const query = data.slice(2);
const headOnly = [start[0]!, start[1]!, adapted[2]!];
const whole: Level[] = [
  minimize(start, loss(adapted, query)),
  minimize(adapted, loss(adapted, data)),
];
const last: Level[] = [
  minimize(start, loss(headOnly, query)),
  minimize(adapted[2]!, loss(headOnly, data)),
];

/** Mean loss on the query points of 100 fresh sinusoids after the inner steps. */
function judge(levels: Level[], x: Float64Array): number {
  const problem = new Bilevel("judge", levels, { streams: [{ parameters: data, draw: () => [] }] });
  const next = randomAt(99, 0);
  let sum = 0;
  for (let task = 0; task < 100; task++) {
    problem.use(sinusoid(next));
    let y = x.slice(levels === whole ? 0 : 2 * units);
    for (let t = 0; t < innerSteps; t++) {
      const { gradient } = problem.inner(x, y);
      y = y.map((entry, k) => entry - innerStepSize * gradient[k]!);
    }
    sum += problem.outer(x, y).value / 100;
  }
  return sum;
}

const tasks = taskStream({ parameters: data, draw: sinusoid }, 10);
const options = { tasks, innerSteps, innerStepSize, stepSize: 0.05 };
const runs: [string, Algorithm, Level[]][] = [
  ["MAML", maml(options), whole],
  ["ANIL", anil({ ...options, head: start[2]! }), last],
];
const series = runs.map(([name, algorithm, levels]) => {
  const method = algorithm.on(levels);
  let state: AlgorithmState = method.init();
  const path: [number, number][] = [];
  while (state.iteration <= 1000) {
    if (state.iteration % 100 === 0) path.push([state.iteration, judge(levels, state.x)]);
    state = method.step(state);
  }
  const [before, after] = [path[0]![1], path.at(-1)![1]];
  console.log(
    `${name}: query loss ${before.toFixed(3)} before, ${after.toFixed(3)} after training`,
  );
  assert.ok(after < 0.3 * before);
  return { name, points: path };
});
saveFigure("few-shot", [
  {
    heading: "100 fresh sinusoids after five inner steps on ten points each",
    x: { label: "meta-steps" },
    y: { label: "query loss, mean square", type: "log", domain: [0.05, 1] },
    series,
  },
]);
