/**
 * Do more inner steps help a meta-learner?
 *
 * Few-shot sinusoids: MAML, which adapts all layers, and ANIL, which adapts the last one (a convex inner problem) or
 * the last two (not convex), with N inner steps of a fixed size, or of a size that shrinks like 1/N. Writes the part
 * "methods meta" of docs/methods.md, docs/methods-anil.svg and docs/methods-maml.svg.
 */
import { writeFileSync } from "node:fs";
import { type Algorithm, anil, maml, taskStream } from "echelon/algorithm";
import { type Line, linesPicture, type Panel } from "./linesPicture.ts";
import { type Run, race } from "./methodsRace.ts";
import { type Adapted, sinusoids } from "./methodsTasks.ts";
import { measuredOn, table, writeSection } from "./section.ts";

const STEPS = [1, 3, 10, 20] as const;
const SECONDS = 4;
const TURNS = 16;
/** Meta-steps at which all are compared. */
const COMMON = 300;
const OUTER = 0.05;
const LOST = 1;

interface Setting {
  readonly method: "ANIL" | "MAML";
  readonly adapted: Adapted;
  readonly words: string;
  readonly stepSize: (innerSteps: number) => number;
}

const fixed = { words: "α = 0.2", stepSize: () => 0.2 };
const shrinking = { words: "α = 0.6/N", stepSize: (innerSteps: number) => 0.6 / innerSteps };
const settings: readonly Setting[] = [
  { method: "ANIL", adapted: "last layer", ...fixed },
  { method: "ANIL", adapted: "last two layers", ...fixed },
  { method: "ANIL", adapted: "last two layers", ...shrinking },
  { method: "MAML", adapted: "all layers", ...fixed },
  { method: "MAML", adapted: "all layers", ...shrinking },
];

export interface MetaRow {
  readonly setting: Setting;
  readonly innerSteps: number;
  readonly run: Run<number>;
}

function entrant(setting: Setting, innerSteps: number) {
  const { levels, data, draw, head, queryLoss } = sinusoids(setting.adapted);
  const innerStepSize = setting.stepSize(innerSteps);
  const tasks = taskStream({ parameters: data, draw }, 10);
  const options = { tasks, innerSteps, innerStepSize, stepSize: OUTER };
  const algorithm: Algorithm =
    setting.method === "ANIL" ? anil({ ...options, head }) : maml({ ...options, starts: head });
  const judge = (state: Parameters<typeof queryLoss>[0]) =>
    queryLoss(state, innerSteps, innerStepSize);
  return { method: algorithm.on(levels), judge };
}

/** Runs all settings, draws them and writes the section. */
export function meta(): object[] {
  const entries = settings.flatMap((setting) =>
    STEPS.map((steps) => ({ setting, innerSteps: steps })),
  );
  const runs = race(
    entries.map(({ setting, innerSteps }) => entrant(setting, innerSteps)),
    { seconds: SECONDS, turns: TURNS, mark: COMMON },
  );
  const rows = entries.map((entry, i): MetaRow => ({ ...entry, run: runs[i]! }));
  writeFileSync(
    "docs/methods-anil.svg",
    linesPicture(settings.slice(0, 3).map((s) => panel(rows, s))),
  );
  writeFileSync(
    "docs/methods-maml.svg",
    linesPicture(settings.slice(3).map((s) => panel(rows, s))),
  );
  writeSection("methods meta", section(rows), "docs/methods.md");
  return rows.map(({ setting, innerSteps, run }) => ({ ...setting, innerSteps, curve: run.curve }));
}

const looks = [
  { label: "N = 1", colour: "var(--soft)" },
  { label: "N = 3", colour: "var(--blue)" },
  { label: "N = 10", colour: "var(--green)" },
  { label: "N = 20", colour: "var(--orange)" },
] as const;

function panel(rows: readonly MetaRow[], setting: Setting): Panel {
  const { method, adapted, words } = setting;
  const own = rows.filter((row) => row.setting === setting);
  const lines = own.map(({ run }, i): Line => {
    const points = run.curve.map(
      ({ seconds, is }) => [seconds, Number.isFinite(is) ? is : LOST] as const,
    );
    return { ...looks[i]!, points };
  });
  const lost = own.filter(({ run }) => isLost(run.curve.at(-1)!.is)).map((row) => row.innerSteps);
  const ending = lost.length > 0 ? `; lost: N = ${lost.join(", ")}` : "";
  return {
    heading: `${method}, ${adapted} adapted, ${words}: query loss against processor seconds${ending}`,
    lines,
    x: { domain: [0, SECONDS], ticks: [0, 1, 2, 3, 4] },
    y: {
      type: "log",
      domain: [0.002, LOST],
      ticks: [0.002, 0.01, 0.02, 0.1, 0.2, LOST],
    },
  };
}

const isLost = (loss: number) => !(loss < LOST);

function section(rows: readonly MetaRow[]): string {
  const head = [
    "N",
    ...settings.map(({ method, adapted, words }) => `${method}, ${adapted}, ${words}`),
  ];
  const cells = (of: (row: MetaRow) => string) =>
    STEPS.map((steps) => [
      String(steps),
      ...rows.filter(({ innerSteps }) => innerSteps === steps).map(of),
    ]);
  const atEnd = ({ run: { curve } }: MetaRow) => {
    const { is, step } = curve.at(-1)!;
    return isLost(is) ? `lost after ${step} steps` : `${is.toFixed(4)} (${step})`;
  };
  const atCommon = ({ run: { curve } }: MetaRow) => {
    const { is } = curve.find(({ step }) => step === COMMON) ?? curve.at(-1)!;
    return isLost(is) ? "lost" : is.toFixed(4);
  };
  return `![ANIL with a convex and a nonconvex head](methods-anil.svg)

![MAML with fixed and with shrinking inner steps](methods-maml.svg)

Query loss on 100 fresh sinusoids after ${SECONDS} s of processor time, with the meta-steps made in them; outer step
${OUTER}, 10 tasks of 10 points a step, two tanh layers of 20 units. ${measuredOn()}.

${table(head, cells(atEnd))}

The same after ${COMMON} meta-steps:

${table(head, cells(atCommon))}

${curvatures()}`;
}

function curvatures(): string {
  const words = (["last layer", "last two layers", "all layers"] as const).map((adapted) => {
    const [least, largest] = sinusoids(adapted).curvature(3, 0.2);
    return `${least.toFixed(2)} to ${largest.toFixed(1)} (${adapted})`;
  });
  return `Eigenvalues of the inner Hessian on the first three steps of α = 0.2 of 25 tasks, from the untrained start: ${words.join(", ")}.`;
}
