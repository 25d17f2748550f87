/**
 * Which method cleans a training set best in a given time?
 *
 * Half of the training labels are wrong, every digit has a weight, and the weights are judged by clean digits. Writes
 * the part "methods cleaning" (MNIST) or "methods digits" (the small digits of the examples, also where MNIST is not
 * to be found) of docs/methods.md and docs/methods-cleaning.svg or docs/methods-digits.svg.
 */
import { writeFileSync } from "node:fs";
import {
  type Algorithm,
  type AlgorithmState,
  aidBio,
  amigo,
  type Blocks,
  bome,
  type F2saState,
  f2sa,
  itdBio,
  nystrom,
  pzoboS,
  saba,
  sama,
  soba,
  stocBio,
} from "echelon/algorithm";
import { linesPicture, type Panel } from "./linesPicture.ts";
import { type CleaningData, mnist, smallDigits } from "./methodsDigits.ts";
import { race } from "./methodsRace.ts";
import { measuredOn, table, writeSection } from "./section.ts";

const TURNS = 32;
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
function stochastic({ minibatches, counts, batch }: CleaningData): Entrant[] {
  const { streams } = minibatches;
  const share = shareOf(counts);
  const series = { ...inner, streams, terms: 3, seriesStepSize: 0.5 };
  const blocks = (k: 0 | 1): Blocks => ({
    parameters: streams[k]!.parameters,
    list: Array.from({ length: Math.floor(counts[k] / batch) }, (_, block) => [
      Float64Array.from({ length: batch }, (_, i) => block * batch + i),
    ]),
  });
  const single = { innerStepSize: rate, stepSize: 2000 * share };
  const warm = amigo({ ...inner, streams, adjointSteps: 3, stepSize: 8000 * share });
  const sketch = nystrom({ ...inner, streams, rank: 5, ridge: 0.5, stepSize: 2000 * share });
  const reduced = saba({ ...single, inner: blocks(0), outer: blocks(1) });
  const penalty = f2sa({ ...inner, streams, multiplier: 10, stepSize: 8000 * share });
  const scaled = sama({ ...inner, streams, optimiser: "sgd", stepSize: 20_000 * share });
  const blind = pzoboS({ ...inner, streams, samples: 1, stepSize: 10 });
  return [
    { name: "stocBiO", colour: blue, algorithm: stocBio({ ...series, stepSize: 8000 * share }) },
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

function onAllRows({ counts }: CleaningData): Entrant[] {
  const share = shareOf(counts);
  const whole = true;
  const implicit = aidBio({ ...inner, adjointSteps: 3, stepSize: 32_000 * share });
  const unrolled = itdBio({ ...inner, stepSize: 80_000 * share });
  const gap = bome({ ...inner, stepSize: 0.5 });
  return [
    { name: "BOME, all rows", colour: orange, dash: dotted, algorithm: gap, whole },
    { name: "AID-BiO, all rows", colour: violet, algorithm: implicit, whole },
    { name: "ITD-BiO, all rows", colour: violet, dash: dashed, algorithm: unrolled, whole },
  ];
}

/** The step of a weight is in proportion to how many there are, because its gradient is that of a mean. */
const shareOf = ([train]: readonly [number, number]): number => train / 5000;

function compete(data: CleaningData): CleaningRow[] {
  const { minibatches: problem, whole, seconds } = data;
  const entrants = [...stochastic(data), ...onAllRows(data)];
  // F²SA's y minimises f + λg and so has seen the validation digits; its lower variable has not.
  const judge = (state: AlgorithmState | F2saState): [number, number] => {
    const W = "lower" in state ? state.lower : state.y;
    return [problem.validationLoss(W), 1 - problem.accuracy(W)];
  };
  const runs = race(
    entrants.map(({ algorithm, whole: isWhole }) => {
      const method = algorithm.on((isWhole ? whole : problem).levels);
      return { method, judge };
    }),
    { seconds, turns: TURNS },
  );
  return entrants.map(({ name, colour, dash }, i) => {
    const { state, curve } = runs[i]!;
    const points = curve.map(({ seconds: at, is: [loss, error] }) => [at, loss, error] as const);
    const steps = state.iteration;
    return {
      name,
      colour,
      ...(dash ? { dash } : {}),
      steps,
      f1: problem.f1(state.x),
      curve: points,
    };
  });
}

function drawing(rows: readonly CleaningRow[], { part, seconds }: CleaningData): string {
  const end = Math.ceil(seconds);
  const x = { domain: [0, end], ticks: Array.from({ length: end + 1 }, (_, i) => i) } as const;
  const lines = (column: 1 | 2, scale: number) =>
    rows.map(({ name, curve, ...look }) => {
      const points = curve.map((point) => [point[0], scale * point[column]] as const);
      return { label: name, ...look, points };
    });
  const errors = part === "cleaning" ? [10, 12, 14, 16, 18, 20, 22, 24] : [4, 6, 8, 10, 12, 14, 16];
  const losses =
    part === "cleaning" ? [0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2] : [0.15, 0.2, 0.3, 0.5, 0.8, 1.2];
  const panels: Panel[] = [
    {
      heading: "validation loss against processor seconds",
      lines: lines(1, 1),
      x,
      y: { type: "log", domain: [0.93 * losses[0]!, losses.at(-1)!], ticks: losses },
    },
    {
      heading: "test error in % against processor seconds",
      lines: lines(2, 100),
      x,
      y: { domain: [errors[0]!, errors.at(-1)!], ticks: errors },
    },
  ];
  return linesPicture(panels);
}

/** The race on MNIST, or on the small digits where it is not to be found. */
export function cleaning(): CleaningRow[] {
  const data = mnist();
  if (data !== undefined) return written(data);
  console.log("MNIST is in neither ECHELON_DATA nor ../shared/data: the small digits instead.");
  return digits();
}

/** The race on the small digits. */
export function digits(): CleaningRow[] {
  return written(smallDigits());
}

function written(data: CleaningData): CleaningRow[] {
  const rows = compete(data);
  writeFileSync(`docs/methods-${data.part}.svg`, drawing(rows, data));
  writeSection(`methods ${data.part}`, section(rows, data), "docs/methods.md");
  return rows;
}

function section(
  rows: readonly CleaningRow[],
  { part, words, batch, seconds }: CleaningData,
): string {
  const early = seconds / 4;
  const head = [
    "method",
    "outer steps",
    "validation loss",
    "test error",
    `the same after ${early} s`,
    "F1",
  ];
  const lines = rows.map(({ name, steps, f1, curve }) => {
    const [, loss, error] = curve.at(-1)!;
    const first = curve.find(([at]) => at >= early)!;
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    const start = `${first[1].toFixed(3)}, ${percent(first[2])}`;
    const found = name === NONE ? "" : f1.toFixed(3);
    return [name, String(steps), loss.toFixed(3), percent(error), start, found];
  });
  return `![Validation loss and test error against processor time](methods-${part}.svg)

${words}, minibatches of ${batch}, ${seconds} s of processor time each, in ${TURNS} turns. ${measuredOn()}.

${table(head, lines)}`;
}
