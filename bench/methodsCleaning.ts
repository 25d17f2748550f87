/**
 * Which method cleans a training set best in a given time?
 *
 * Half of the training labels are wrong, every digit has a weight, and the weights are judged by clean digits.
 * All methods run in turns of equal processor time, so that a noisy machine slows them alike; judging is not
 * counted. Writes the part "methods cleaning" of docs/methods.md and docs/methods-cleaning.svg.
 */
import { writeFileSync } from "node:fs";
import {
  type Algorithm,
  type AlgorithmState,
  aidBio,
  amigo,
  type Blocks,
  bome,
  f2sa,
  itdBio,
  type Method,
  nystrom,
  pzoboS,
  saba,
  sama,
  soba,
  stocBio,
} from "echelon/algorithm";
import {
  type MnistCleaning,
  mnistCleaning,
  mnistFolder,
} from "../examples/algorithms/mnistCleaning.ts";
import { linesPicture, type Panel } from "./methodsPictures.ts";
import { measuredOn, table, writeSection } from "./section.ts";

/** Processor seconds of each method, and of one turn. */
const SECONDS = 8;
const TURN = 0.25;
/** Rows of a minibatch. */
const BATCH = 500;
/** All weights stay at one half. */
const NONE = "no cleaning";

interface Entrant {
  readonly name: string;
  readonly colour: string;
  readonly dash?: string;
  readonly algorithm: Algorithm;
  /** Sees all rows at once instead of minibatches. */
  readonly whole?: boolean;
}

export interface CleaningRow {
  readonly name: string;
  readonly colour: string;
  readonly dash?: string;
  readonly steps: number;
  readonly f1: number;
  /** Processor seconds, validation loss, test error. */
  readonly curve: readonly (readonly [number, number, number])[];
}

const [blue, green, orange, violet] = ["--blue", "--green", "--orange", "--violet"].map(
  (name) => `var(${name})`,
) as [string, string, string, string];
const [dashed, dotted] = ["6 3", "1.5 3"];
const rate = 0.3;
const inner = { innerSteps: 5, innerStepSize: rate };

/**
 * Methods with inner loops in blue, with a single loop in green, of first order in orange, exact products over all
 * rows in violet. Outer steps were chosen for each method among factors of 4 by the validation loss after four
 * seconds; BOME's by the test error, because its y may leave the inner minimum for the validation digits.
 */
function stochastic({ streams }: MnistCleaning, counts: readonly [number, number]): Entrant[] {
  const series = { ...inner, streams, terms: 3, seriesStepSize: 0.5 };
  const [own, clean] = counts.map((count, k) => ({
    parameters: streams[k]!.parameters,
    list: Array.from({ length: Math.floor(count / BATCH) }, (_, block) => [
      Float64Array.from({ length: BATCH }, (_, i) => block * BATCH + i),
    ]),
  })) as [Blocks, Blocks];
  const single = { innerStepSize: rate, stepSize: 2000 };
  const warm = amigo({ ...inner, streams, adjointSteps: 3, stepSize: 8000 });
  const sketch = nystrom({ ...inner, streams, rank: 5, ridge: 0.5, stepSize: 2000 });
  const reduced = saba({ ...single, inner: own, outer: clean });
  const penalty = f2sa({ ...inner, streams, multiplier: 10, stepSize: 8000 });
  const scaled = sama({ ...inner, streams, optimiser: "sgd", stepSize: 20_000 });
  const blind = pzoboS({ ...inner, streams, samples: 1, stepSize: 10 });
  return [
    { name: "stocBiO", colour: blue, algorithm: stocBio({ ...series, stepSize: 8000 }) },
    { name: "AmIGO", colour: blue, dash: dashed, algorithm: warm },
    { name: "Nyström, rank 5", colour: blue, dash: dotted, algorithm: sketch },
    { name: "SOBA", colour: green, algorithm: soba({ ...single, streams }) },
    { name: "SABA", colour: green, dash: dashed, algorithm: reduced },
    { name: "F²SA", colour: orange, algorithm: penalty },
    { name: "SAMA", colour: orange, dash: dashed, algorithm: scaled },
    { name: "PZOBO-S", colour: "var(--rose)", algorithm: blind },
    {
      name: NONE,
      colour: "var(--soft)",
      dash: dashed,
      algorithm: stocBio({ ...series, stepSize: 1e-12 }),
    },
  ];
}

function onAllRows(): Entrant[] {
  const whole = true;
  const implicit = aidBio({ ...inner, adjointSteps: 3, stepSize: 32_000 });
  const unrolled = itdBio({ ...inner, stepSize: 80_000 });
  const gap = bome({ ...inner, stepSize: 0.5 });
  return [
    { name: "BOME, all rows", colour: orange, dash: dotted, algorithm: gap, whole },
    { name: "AID-BiO, all rows", colour: violet, algorithm: implicit, whole },
    { name: "ITD-BiO, all rows", colour: violet, dash: dashed, algorithm: unrolled, whole },
  ];
}

interface Runner extends Entrant {
  readonly method: Method;
  state: AlgorithmState;
  seconds: number;
  readonly curve: [number, number, number][];
}

/** The rows of one run: every method gets SECONDS in turns of TURN, and is judged after each. */
function race(folder: string): CleaningRow[] {
  const problem = mnistCleaning(folder, BATCH);
  const whole = mnistCleaning(folder, Number.POSITIVE_INFINITY);
  const judge = (runner: Runner) => {
    const { y } = runner.state;
    const error = 1 - problem.accuracy(y);
    runner.curve.push([runner.seconds, problem.validationLoss(y), error]);
  };
  const runners = [...stochastic(problem, [5000, 2500]), ...onAllRows()].map((entrant): Runner => {
    const method = entrant.algorithm.on((entrant.whole ? whole : problem).levels);
    // The first step compiles; the race starts after it.
    return { ...entrant, method, state: method.step(method.init()), seconds: 0, curve: [] };
  });
  runners.forEach(judge);
  for (let turn = 1; turn <= SECONDS / TURN; turn++)
    for (const runner of runners) {
      const before = runner.seconds;
      while (runner.seconds < turn * TURN) {
        const start = process.cpuUsage();
        runner.state = runner.method.step(runner.state);
        const { user, system } = process.cpuUsage(start);
        runner.seconds += (user + system) / 1e6;
      }
      if (runner.seconds > before) judge(runner);
    }
  return runners.map(({ name, colour, dash, state, curve }) => ({
    name,
    colour,
    ...(dash ? { dash } : {}),
    steps: state.iteration,
    f1: problem.f1(state.x),
    curve,
  }));
}

function drawing(rows: readonly CleaningRow[]): string {
  const seconds = { domain: [0, SECONDS], ticks: [0, 2, 4, 6, 8] } as const;
  const lines = (column: 1 | 2) =>
    rows.map(({ name, curve, ...look }) => {
      const points = curve.map((point) => [point[0], point[column]] as const);
      return { label: name, ...look, points };
    });
  const panels: Panel[] = [
    {
      heading: "validation loss against processor seconds",
      lines: lines(1),
      x: seconds,
      y: { type: "log", domain: [0.28, 1.2], ticks: [0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2] },
    },
    {
      heading: "test error in % against processor seconds",
      lines: lines(2).map((line) => ({
        ...line,
        points: line.points.map(([at, error]) => [at, 100 * error] as const),
      })),
      x: seconds,
      y: { domain: [10, 24], ticks: [10, 12, 14, 16, 18, 20, 22, 24] },
    },
  ];
  return linesPicture(panels);
}

/** Runs the race, draws it and writes its part of docs/methods.md. */
export function cleaning(): CleaningRow[] {
  const folder = mnistFolder();
  if (folder === undefined) {
    console.log("MNIST is in neither ECHELON_DATA nor ../shared/data: no hyper-cleaning.");
    return [];
  }
  const rows = race(folder);
  writeFileSync("docs/methods-cleaning.svg", drawing(rows));
  writeSection("methods cleaning", section(rows), "docs/methods.md");
  return rows;
}

function section(rows: readonly CleaningRow[]): string {
  const head = [
    "method",
    "outer steps",
    "validation loss",
    "test error",
    "the same after 2 s",
    "F1",
  ];
  const lines = rows.map(({ name, steps, f1, curve }) => {
    const [, loss, error] = curve.at(-1)!;
    const early = curve.find(([seconds]) => seconds >= 2)!;
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    const start = `${early[1].toFixed(3)}, ${percent(early[2])}`;
    return [
      name,
      String(steps),
      loss.toFixed(3),
      percent(error),
      start,
      name === NONE ? "" : f1.toFixed(3),
    ];
  });
  return `![Validation loss and test error against processor time](methods-cleaning.svg)

MNIST, minibatches of ${BATCH}, ${SECONDS} s of processor time each in turns of ${TURN} s. ${measuredOn()}.

${table(head, lines)}`;
}
