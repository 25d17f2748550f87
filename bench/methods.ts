// Question: how do the published methods compare on the problems their papers compare them on?
// Run: npm run example -- bench/methods.ts      (MNIST in ECHELON_DATA or ../shared/data, about three minutes)
// Result and conclusion: docs/methods.md, which names machine, versions and date.

import { type Level, minimize, parameter, tanh, variable } from "echelon";
import {
  type Algorithm,
  type AlgorithmState,
  accBio,
  accBioBg,
  advance,
  aidBio,
  amigo,
  anil,
  Bilevel,
  f2sa,
  itdBio,
  maml,
  nystrom,
  randomAt,
  sama,
  soba,
  stocBio,
  taskStream,
  worstCaseChain,
} from "echelon/algorithm";
import { mnistCleaning, mnistFolder } from "../examples/algorithms/mnistCleaning.ts";

/** Processor seconds that each run may use on hyper-cleaning. */
const SECONDS = 8;

function cleaning(folder: string): void {
  const problem = mnistCleaning(folder);
  const whole = mnistCleaning(folder, Number.POSITIVE_INFINITY);
  const { streams } = problem;
  const rate = 0.3;
  const inner = { innerSteps: 5, innerStepSize: rate };
  const algorithms: [string, Algorithm, typeof problem][] = [
    [
      "stocBiO",
      stocBio({ ...inner, streams, terms: 3, seriesStepSize: 0.5, stepSize: 2000 }),
      problem,
    ],
    ["AmIGO", amigo({ ...inner, streams, adjointSteps: 3, stepSize: 2000 }), problem],
    ["SOBA", soba({ streams, innerStepSize: rate, stepSize: 500 }), problem],
    ["F²SA", f2sa({ ...inner, streams, multiplier: 10, stepSize: 500 }), problem],
    ["SAMA", sama({ ...inner, streams, optimiser: "sgd", stepSize: 5000 }), problem],
    ["Nyström", nystrom({ ...inner, streams, rank: 5, ridge: 0.5, stepSize: 2000 }), problem],
    ["AID-BiO, all rows", aidBio({ ...inner, adjointSteps: 3, stepSize: 2000 }), whole],
    ["ITD-BiO, all rows", itdBio({ ...inner, stepSize: 5000 }), whole],
  ];
  console.log(
    "| hyper-cleaning | steps | validation loss | test error | F1 |\n|---|---|---|---|---|",
  );
  for (const [name, algorithm, data] of algorithms) {
    const method = algorithm.on(data.levels);
    let state: AlgorithmState = method.step(method.init());
    const began = process.cpuUsage();
    const spent = () => {
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1e6;
    };
    while (spent() < SECONDS) state = method.step(state);
    const [loss, error] = [data.validationLoss(state.y), 1 - data.accuracy(state.y)];
    const numbers = [loss.toFixed(3), `${(100 * error).toFixed(1)} %`, data.f1(state.x).toFixed(3)];
    console.log(`| ${name} | ${state.iteration} | ${numbers.join(" | ")} |`);
  }
}

/** Outer steps until |∇Φ| has fallen by 1e-6 on the worst-case chain. */
function chain(): void {
  console.log("\n| chain, κ_x | AID-BiO | AccBiO | AccBiO-BG |\n|---|---|---|---|");
  for (const outerConvexity of [0.04, 0.02, 0.01, 0.005, 0.0025]) {
    const { levels, inner, outer } = worstCaseChain({
      size: 100,
      outerConvexity,
      innerConvexity: 1,
    });
    const [convexity, smoothness] = outer;
    const inside = { innerSteps: 40, adjointSteps: 40 };
    const bounds = { innerSmoothness: inner[1], innerConvexity: inner[0], smoothness, convexity };
    const counts = [
      aidBio({ ...inside, innerStepSize: 1 / inner[1], stepSize: 1 / smoothness }),
      accBio({ ...inside, ...bounds }),
      accBioBg({ ...inside, ...bounds }),
    ].map((algorithm: Algorithm) => {
      const method = algorithm.on(levels);
      let state = method.step(method.init());
      const goal = 1e-6 * state.gradientNorm;
      while (state.gradientNorm > goal) state = method.step(state);
      return state.iteration;
    });
    console.log(`| ${Math.round(smoothness / convexity)} | ${counts.join(" | ")} |`);
  }
}

/** Query loss of few-shot sinusoids after training with N inner steps, and as many to adapt. */
function meta(): void {
  console.log("\n| inner steps N | MAML | ANIL |\n|---|---|---|");
  const [units, points] = [20, 10];
  for (const innerSteps of [1, 2, 5, 10]) {
    const random = randomAt(3, 0);
    const draw = (count: number) => Float64Array.from({ length: count }, () => 2 * random() - 1);
    const shared = ["body", "bias", "head"].map((name) => variable(name, draw(units)));
    const adapted = shared.map((node, i) =>
      variable(`adapted${i}`, new Float64Array(node.shape[0]!)),
    );
    const data = ["s", "t", "q", "r"].map((name) => parameter(name, draw(points)));
    const loss = ([body, bias, head]: typeof shared, [at, to]: typeof data) => {
      const hidden = at!
        .reshape([points, 1])
        .mul(body!.reshape([1, units]))
        .add(bias!);
      return tanh(hidden).matmul(head!).sub(to!).square().mean();
    };
    const sinusoid = (next: () => number) => {
      const [phase, size] = [3 * next(), 0.5 + next()];
      const sample = () => Float64Array.from({ length: points }, () => 6 * next() - 3);
      const [s, q] = [sample(), sample()];
      const height = (x: Float64Array) => x.map((at) => size * Math.sin(at + phase));
      return [s, height(s), q, height(q)];
    };
    const tasks = taskStream({ parameters: data, draw: sinusoid }, 10);
    const options = {
      tasks,
      innerSteps,
      innerStepSize: 0.1 / Math.sqrt(innerSteps),
      stepSize: 0.05,
    };
    const whole: Level[] = [
      minimize(shared, loss(adapted, data.slice(2))),
      minimize(adapted, loss(adapted, data)),
    ];
    const own = [shared[0]!, shared[1]!, adapted[2]!];
    const headOnly: Level[] = [
      minimize(shared, loss(own, data.slice(2))),
      minimize(adapted[2]!, loss(own, data)),
    ];
    const runs: [Algorithm, Level[]][] = [
      [maml(options), whole],
      [anil({ ...options, head: shared[2]! }), headOnly],
    ];
    const errors = runs.map(([algorithm, levels]) => {
      const method = algorithm.on(levels);
      const trained = advance(method, 1500);
      return queryLoss(
        trained,
        levels,
        data,
        sinusoid,
        options,
        shared.length === levels[1]!.variables.length,
      );
    });
    console.log(`| ${innerSteps} | ${errors.map((error) => error.toFixed(4)).join(" | ")} |`);
  }
}

function queryLoss(
  state: AlgorithmState,
  levels: Level[],
  data: Level["variables"],
  task: (next: () => number) => Float64Array[],
  { innerSteps, innerStepSize }: { innerSteps: number; innerStepSize: number },
  adaptsAll: boolean,
): number {
  const problem = new Bilevel("query", levels, { streams: [{ parameters: data, draw: () => [] }] });
  const random = randomAt(1234, 0);
  let sum = 0;
  for (let i = 0; i < 200; i++) {
    problem.use(task(random));
    let y = adaptsAll ? state.x.slice() : state.x.slice(-levels[1]!.variables[0]!.shape[0]!);
    for (let t = 0; t < innerSteps; t++) {
      const { gradient } = problem.inner(state.x, y);
      y = y.map((entry, k) => entry - innerStepSize * gradient[k]!);
    }
    sum += problem.outer(state.x, y).value / 200;
  }
  return sum;
}

const folder = mnistFolder();
if (folder === undefined)
  console.log("MNIST is in neither ECHELON_DATA nor ../shared/data: no hyper-cleaning.");
else cleaning(folder);
chain();
meta();
