/**
 * How much does acceleration save on the problem that is worst for everybody?
 *
 * The chain of the lower bound, 100 variables a level, 40 inner and 40 adjoint steps for all: outer steps until |∇Φ|
 * has fallen by a million, against the condition of Φ. Writes the part "methods chain" of docs/methods.md and
 * docs/methods-chain.svg.
 */
import { writeFileSync } from "node:fs";
import { type Algorithm, accBio, accBioBg, aidBio, worstCaseChain } from "echelon/algorithm";
import { power, powers } from "../examples/report/figure.ts";
import { type Line, linesPicture } from "./linesPicture.ts";
import { measuredOn, table, writeSection } from "./section.ts";

const FALL = 1e-6;
const looks = [
  { label: "AID-BiO", colour: "var(--violet)" },
  { label: "AccBiO", colour: "var(--green)" },
  { label: "AccBiO-BG", colour: "var(--blue)" },
] as const;

export interface ChainRun {
  readonly condition: number;
  readonly steps: number;
  readonly seconds: number;
  /** |∇Φ| at each step, from 1. */
  readonly norms: readonly number[];
}

function runs(outerConvexity: number): ChainRun[] {
  const { levels, inner, outer } = worstCaseChain({ size: 100, outerConvexity, innerConvexity: 1 });
  const [convexity, smoothness] = outer;
  const inside = { innerSteps: 40, adjointSteps: 40 };
  const bounds = { innerSmoothness: inner[1], innerConvexity: inner[0], smoothness, convexity };
  const algorithms: Algorithm[] = [
    aidBio({ ...inside, innerStepSize: 1 / inner[1], stepSize: 1 / smoothness }),
    accBio({ ...inside, ...bounds }),
    accBioBg({ ...inside, ...bounds }),
  ];
  return algorithms.map((algorithm) => {
    const method = algorithm.on(levels);
    let state = method.step(method.init());
    const first = state.gradientNorm;
    const norms = [1];
    const start = process.cpuUsage();
    while (state.gradientNorm > FALL * first) {
      state = method.step(state);
      norms.push(state.gradientNorm / first);
    }
    const { user, system } = process.cpuUsage(start);
    const seconds = (user + system) / 1e6;
    return { condition: smoothness / convexity, steps: state.iteration, seconds, norms };
  });
}

/** Runs all conditions, draws them and writes the section. */
export function chain(): ChainRun[][] {
  const rows = [0.04, 0.02, 0.01, 0.005, 0.0025].map(runs);
  writeFileSync("docs/methods-chain.svg", drawing(rows));
  writeSection("methods chain", section(rows), "docs/methods.md");
  return rows.map((row) => row.map((run) => ({ ...run, norms: [] })));
}

function drawing(rows: readonly ChainRun[][]): string {
  const middle = rows[2]!;
  const falls = looks.map(
    (look, k): Line => ({ ...look, points: middle[k]!.norms.map((norm, i) => [i + 1, norm]) }),
  );
  const growth = looks.map(
    (look, k): Line => ({ ...look, points: rows.map((row) => [row[k]!.condition, row[k]!.steps]) }),
  );
  const conditions = rows.map(([plain]) => Math.round(plain!.condition));
  const magnitude = { tickFormat: power };
  return linesPicture([
    {
      heading: `gradient norm against outer steps, κ = ${conditions[2]}`,
      lines: falls,
      x: { domain: [0, 1200], ticks: [0, 200, 400, 600, 800, 1000, 1200] },
      y: { type: "log", domain: [1e-6, 2], ticks: powers(-6, 0), ...magnitude },
    },
    {
      heading: "outer steps until it has fallen by 10⁶, against κ",
      lines: growth,
      dots: true,
      x: { type: "log", domain: [22, 460], ticks: conditions },
      y: { type: "log", domain: [50, 10_000], ticks: [100, 300, 1000, 3000, 10_000] },
    },
  ]);
}

function section(rows: readonly ChainRun[][]): string {
  const cell = ({ steps, seconds }: ChainRun) => `${steps} (${seconds.toFixed(2)} s)`;
  const lines = rows.map((row) => [String(Math.round(row[0]!.condition)), ...row.map(cell)]);
  const growth = (k: number) => rows.at(-1)![k]!.steps / rows[0]![k]!.steps;
  const kappa = rows.at(-1)![0]!.condition / rows[0]![0]!.condition;
  const fold = (value: number) => `${value.toFixed(1)}-fold`;
  return `![Gradient norm against outer steps, and steps against the condition number](methods-chain.svg)

100 variables a level, 40 inner and 40 adjoint steps each; processor time in brackets. ${measuredOn()}.

${table(["κ of Φ", ...looks.map(({ label }) => label)], lines)}

κ grows ${fold(kappa)}, its root ${fold(Math.sqrt(kappa))}, the steps of ${looks.map(({ label }, k) => `${label} ${fold(growth(k))}`).join(", of ")}.`;
}
