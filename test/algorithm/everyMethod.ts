import { accBio } from "../../src/algorithm/accBio.ts";
import { accBioBg } from "../../src/algorithm/accBioBg.ts";
import { adaptiveInexact } from "../../src/algorithm/adaptiveInexact.ts";
import { aidBio } from "../../src/algorithm/aidBio.ts";
import { amigo } from "../../src/algorithm/amigo.ts";
import { bome } from "../../src/algorithm/bome.ts";
import { decentralised, ringMixing } from "../../src/algorithm/decentralised.ts";
import { f2sa } from "../../src/algorithm/f2sa.ts";
import { imaml } from "../../src/algorithm/imaml.ts";
import { itdBio, oneStep, truncatedItd } from "../../src/algorithm/itdBio.ts";
import { anil, maml } from "../../src/algorithm/maml.ts";
import { morbit } from "../../src/algorithm/morbit.ts";
import { networkUtility } from "../../src/algorithm/networkUtility.ts";
import { nystrom } from "../../src/algorithm/nystrom.ts";
import { l1 } from "../../src/algorithm/prox.ts";
import { proximalBio } from "../../src/algorithm/proximalBio.ts";
import { pzobo, pzoboS } from "../../src/algorithm/pzobo.ts";
import { redCore } from "../../src/algorithm/redCore.ts";
import { saba } from "../../src/algorithm/saba.ts";
import { sama } from "../../src/algorithm/sama.ts";
import { soba } from "../../src/algorithm/soba.ts";
import { stocBio } from "../../src/algorithm/stocBio.ts";
import { minibatch } from "../../src/algorithm/stream.ts";
import { taskStream } from "../../src/algorithm/tasks.ts";
import { trafficEquilibrium } from "../../src/algorithm/trafficEquilibrium.ts";
import { unrolledLevels } from "../../src/algorithm/unrolledLevels.ts";
import type { Level } from "../../src/level/level.ts";
import type { Algorithm, AlgorithmState, Method } from "../../src/solve/algorithm.ts";
import { quadraticTasks } from "../problem/metaLearning.ts";
import { multiObjectiveLevels } from "../problem/minMax.ts";
import { stackelberg } from "../problem/stackelberg.ts";
import { trafficToy } from "../problem/trafficToy.ts";
import { quadraticBilevel } from "./problem.ts";
import { rowsProblem } from "./rowsProblem.ts";

const inner = { innerSteps: 3, innerStepSize: 0.1 };
const bounds = { innerSmoothness: 4, innerConvexity: 1 };

/** Methods for two levels without chance. */
const deterministic: Record<string, Algorithm> = {
  aidBio: aidBio({ ...inner, adjointSteps: 2, stepSize: 0.1 }),
  itdBio: itdBio({ ...inner, stepSize: 0.1 }),
  truncatedItd: truncatedItd({ ...inner, backSteps: 2, stepSize: 0.1 }),
  oneStep: oneStep({ ...inner, stepSize: 0.1 }),
  accBio: accBio({ ...bounds, innerSteps: 3, adjointSteps: 3, smoothness: 4, convexity: 0.1 }),
  accBioBg: accBioBg({ ...bounds, innerSteps: 3, adjointSteps: 3, smoothness: 4, convexity: 0.1 }),
  adaptiveInexact: adaptiveInexact({ ...bounds, outerSmoothness: 1, stepSize: 0.1 }),
  proximalBio: proximalBio({ ...bounds, innerSteps: 3, prox: l1(0.1), stepSize: 0.1 }),
  bome: bome({ ...inner, stepSize: 0.05 }),
  nystrom: nystrom({ ...inner, rank: 2, stepSize: 0.01 }),
  pzobo: pzobo({ ...inner, stepSize: 0.05 }),
};

/** A method for levels, and levels of its kind. */
type Pair = readonly [Algorithm, readonly Level[]];

const pairs = (all: Record<string, Algorithm>, levels: readonly Level[]): [string, Pair][] =>
  Object.entries(all).map(([name, algorithm]) => [name, [algorithm, levels]]);

function stochastic(): [string, Pair][] {
  const { levels, batch, count } = rowsProblem();
  const streams = [minibatch(batch, count)];
  const some = { ...inner, streams, stepSize: 0.05 };
  const list = [0, 1, 2, 3].map((k) => [Float64Array.from({ length: 5 }, (_, i) => 5 * k + i)]);
  const blocks = { parameters: [batch], list };
  const all: Record<string, Algorithm> = {
    stocBio: stocBio({ ...some, seriesStepSize: 0.1 }),
    soba: soba({ streams, innerStepSize: 0.1, stepSize: 0.05 }),
    saba: saba({ inner: blocks, innerStepSize: 0.1, stepSize: 0.05 }),
    amigo: amigo({ ...some, adjointSteps: 2 }),
    f2sa: f2sa({ ...some, growth: 0.5 }),
    sama: sama(some),
    pzoboS: pzoboS(some),
  };
  return pairs(all, levels);
}

function metaLearners(): [string, Pair][] {
  const { w, levels, parameters, list } = quadraticTasks();
  const draw = (random: () => number) => list[Math.floor(random() * list.length)]!;
  const tasks = taskStream({ parameters, draw }, 2);
  const options = { ...inner, tasks, stepSize: 0.1 };
  const all = {
    maml: maml(options),
    anil: anil({ ...options, head: w }),
    imaml: imaml({ ...options, tie: 1 }),
  };
  return pairs(all, levels);
}

/** Every method that `solve` takes as its algorithm, with a small problem of its kind. */
export function everyAlgorithm(): Record<string, Pair> {
  const unrolled = unrolledLevels({ innerSteps: 3, innerStepSize: 0.05, stepSize: 0.1 });
  const game = { intercept: 100, slope: 2, costs: [1, 1, 1] };
  const traffic = trafficEquilibrium({ groupSize: 2, innerSteps: 4 });
  return Object.fromEntries([
    ...pairs(deterministic, quadraticBilevel().levels),
    ...stochastic(),
    ...metaLearners(),
    ...pairs({ trafficEquilibrium: traffic }, trafficToy().levels),
    ...pairs({ unrolledLevels: unrolled }, stackelberg(game).levels),
  ]);
}

function others(): Record<string, Method> {
  const agents = [1, 2, 3].map((seed) => quadraticBilevel({ seed }).levels);
  const steps = { stepSize: 0.05, innerStepSize: 0.05 };
  const worth = (rates: Float64Array) => ({
    value: rates.reduce((sum, rate) => sum + Math.sqrt(rate), 0),
    slope: rates.map((rate) => 0.5 / Math.sqrt(rate)),
  });
  const link = {
    routes: [[0], [0]],
    capacities: [3],
    utility: worth,
    start: [1, 2],
    stepSize: 0.1,
  };
  return {
    decentralised: decentralised(agents, { ...steps, mixing: ringMixing(3) }),
    morbit: morbit(multiObjectiveLevels(), { ...steps, weightStepSize: 0.02 }),
    networkUtility: networkUtility(link),
    redCore: redCore({ modalities: 3, losses: (w) => w.map((entry, m) => (m + 1) / entry) }),
  };
}

/** Every method of the room, made anew, on a small problem of its kind. */
export function everyMethod(): Record<string, Method<AlgorithmState>> {
  const made = Object.entries(everyAlgorithm()).map(([name, [algorithm, levels]]) => [
    name,
    algorithm.on(levels),
  ]);
  return { ...Object.fromEntries(made), ...others() };
}
