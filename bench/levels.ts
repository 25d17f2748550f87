/**
 * How does one exact total gradient grow with the number of levels, and what do others need?
 *
 * The coupled chain (n levels of 3 variables), the quartic bilevel problem with its solution given,
 * and the scalar Stackelberg game. Chain and game are cold: every call starts from the variables' own
 * values and solves the levels below. Compilation is counted apart. Process CPU time, one thread; torch
 * beside it where it can follow, checksums compared. CasADi's times for the chain, which the promises are
 * made of, were measured elsewhere. Writes the section Levels of docs/performance.md, where the answer is.
 */
import * as echelon from "echelon";
import {
  dot,
  hypergradient,
  type Level,
  matmul,
  maximize,
  minimize,
  parameter,
  variable,
} from "echelon";
import { filled, uniform } from "./logistic.ts";
import { measure } from "./measure.ts";
import type { PeerResult, PythonCase } from "./peers/python.ts";
import { torch } from "./peers/torch.ts";
import { compare, digits, measuredOn, table, verdict, writeSection } from "./section.ts";

interface Row {
  readonly what: string;
  /** CPU time to the first gradient: derivatives, compilation and one run. */
  readonly compileMilliseconds: number;
  readonly microseconds: number;
  readonly newtonSteps: number;
  readonly torchMicroseconds: number | undefined;
  readonly promise: string;
}

interface Problem {
  readonly what: string;
  readonly levels: Level[];
  readonly promise: string;
  /** Where the inner solution is put before the clock starts. */
  readonly given?: string;
  readonly torch?: Omit<PythonCase, "arrays"> & { arrays(): PythonCase["arrays"] };
}

/** n levels of d variables, each coupled to all others; made by the package, or by another copy of it. */
export function coupledChain(n: number, d: number, by: typeof echelon = echelon): Level[] {
  const { dot, matmul, minimize, parameter, sin, variable } = by;
  const next = uniform(1);
  const normal = () => Math.sqrt(-2 * Math.log(next() + 1e-300)) * Math.cos(2 * Math.PI * next());
  const couplings = Array.from({ length: 20 }, () => filled(d * d, () => 0.3 * normal()));
  const v = Array.from({ length: n }, (_, i) => variable(`v${i}`, new Float64Array(d)));
  return v.map((own, i) => {
    let f = own.square().sum().mul(0.75).add(own.pow(4).sum().mul(0.05));
    f = f.add(own.sum().mul(0.3 * (i + 1)));
    v.forEach((other, j) => {
      if (j === i) return;
      const data = couplings[(4 * i + j) % 20]!;
      const M = parameter(`M${i}${j}`, { data, shape: [d, d] });
      f = f.add(dot(own, matmul(M, other)).mul(0.5));
      f = f.add(sin(own).mul(other.square()).sum().mul(0.05));
    });
    return minimize(own, f);
  });
}

/** Inner ½wᵀHw − wᵀBx + 0.025 Σw⁴, outer ½|w − c|² + ½|x|². */
export function quartic(n: number): { levels: Level[]; arrays: Record<string, Float64Array> } {
  const next = uniform(3);
  const M = filled(n * n, () => 2 * next() - 1);
  const H = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let entry = i === j ? 1 : 0;
      for (let k = 0; k < n; k++) entry += (M[i * n + k]! * M[j * n + k]!) / n;
      H[i * n + j] = entry;
    }
  const B = filled(n * n, () => next() - 0.5);
  const c = filled(n, next);
  const start = new Float64Array(n).fill(0.5);
  const x = variable("x", start);
  const w = variable("w", new Float64Array(n));
  const square = (name: string, data: Float64Array) => parameter(name, { data, shape: [n, n] });
  const pull = dot(w, matmul(square("H", H), w)).mul(0.5);
  const coupling = dot(w, matmul(square("B", B), x));
  const levels = [
    minimize(x, w.sub(parameter("c", c)).square().sum().mul(0.5).add(x.square().sum().mul(0.5))),
    minimize(w, pull.sub(coupling).add(w.pow(4).sum().mul(0.025))),
  ];
  return { levels, arrays: { H, B, c, x: start } };
}

function stackelberg(n: number): Level[] {
  const q = Array.from({ length: n }, (_, i) => variable(`q${i + 1}`, 10));
  const price = q
    .reduce((sum, own) => sum.add(own))
    .mul(-2)
    .add(100);
  return q.map((own, i) => maximize(own, price.sub(1 + 0.1 * i).mul(own)));
}

/** CasADi's time for the chain, in microseconds, as the promises quote it; and how much faster was promised. */
const casadi: Record<number, [number, number]> = {
  2: [180, 20],
  3: [900, 20],
  4: [17_700, 100],
  5: [505_000, 500],
};

function problems(): Problem[] {
  const chains = [2, 3, 4, 5, 6].map((n): Problem => {
    const [time, times] = casadi[n] ?? [0, 0];
    const promise = time > 0 ? `${digits(time / times)} µs (CasADi ÷ ${times})` : "";
    return { what: `coupled chain, ${n} levels of 3`, levels: coupledChain(n, 3), promise };
  });
  const bilevel = [10, 100].map((n): Problem => {
    const { levels, arrays } = quartic(n);
    // Levels of its own: the first call of those that are timed is to be the first.
    const w = () => {
      const own = quartic(n).levels;
      return hypergradient(own).response(own[1]!.variables[0]!) as Float64Array;
    };
    return {
      what: `quartic bilevel, n = ${n}, solution given`,
      levels,
      promise: n === 10 ? "20 µs" : "300 µs",
      given: "w",
      torch: {
        name: `quartic-${n}`,
        kind: "quartic",
        m: 0,
        d: n,
        arrays: () => ({ ...arrays, w: w() }),
      },
    };
  });
  const games = [3, 4].map((n): Problem => {
    const promise = `${n === 3 ? 100 : 500} × torch`;
    const name = `stackelberg-${n}`;
    const torch = { name, kind: "stackelberg", m: 0, d: n, arrays: () => ({}) } as const;
    return { what: `Stackelberg game, ${n} firms`, levels: stackelberg(n), promise, torch };
  });
  return [...chains, ...bilevel, ...games];
}

/** Microseconds of CPU time. */
function timeOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const sum = (data: number | Float64Array): number =>
  typeof data === "number" ? data : data.reduce((total, entry) => total + entry, 0);

async function row(problem: Problem, peer: PeerResult | string): Promise<Row> {
  const { what, levels, given, promise } = problem;
  const compileMilliseconds = timeOf(() => hypergradient(levels)) / 1e3;
  const first = hypergradient(levels);
  const at = given ? { [given]: first.response(levels[1]!.variables[0]!) } : {};
  const run = () => hypergradient(levels, { at });
  const [timing] = await measure([{ name: what, run }], { rounds: 9 });
  const { cost, gradient } = hypergradient(levels, { at });
  const outer = levels[0]!.variables[0]!;
  const theirs =
    typeof peer === "string" || !problem.torch ? undefined : peer.cases[problem.torch.name];
  if (theirs) compare(what, sum(gradient(outer)), theirs.checksum);
  const { microseconds } = timing!;
  const torchMicroseconds = theirs && theirs.milliseconds * 1e3;
  const beside = torchMicroseconds
    ? `, torch ${digits(torchMicroseconds)} µs, ratio ${digits(torchMicroseconds / microseconds)}`
    : "";
  console.log(
    `${what}: ${digits(microseconds)} µs (${cost.stackedSteps} Newton steps), first call ${digits(compileMilliseconds)} ms${beside}${promise && ` (promised ${promise})`}`,
  );
  const newtonSteps = cost.stackedSteps;
  return { what, compileMilliseconds, microseconds, newtonSteps, torchMicroseconds, promise };
}

/** Prints and returns the table, and writes it into docs/performance.md. */
export async function bench(): Promise<readonly Row[]> {
  const all = problems();
  const peer = torch(
    all.flatMap(({ torch: asked }) => (asked ? { ...asked, arrays: asked.arrays() } : [])),
  );
  if (typeof peer === "string") console.log(peer);
  const rows: Row[] = [];
  for (const problem of all) rows.push(await row(problem, peer));
  writeSection("levels", section(rows, peer));
  return rows;
}

/** Whether a promise in microseconds, or in times torch, is kept. */
function kept({ promise, microseconds, torchMicroseconds }: Row): boolean {
  const [, most] = /^([\d.]+) µs/.exec(promise) ?? [];
  const [, times] = /^(\d+) × torch/.exec(promise) ?? [];
  if (most) return microseconds <= Number(most);
  return !(times && torchMicroseconds) || torchMicroseconds >= Number(times) * microseconds;
}

function section(rows: readonly Row[], peer: PeerResult | string): string {
  const judged = rows.map((found) => ({ what: found.what, kept: kept(found) }));
  const lines = rows.map(
    ({ what, microseconds, newtonSteps, compileMilliseconds, torchMicroseconds, promise }) => [
      what,
      digits(microseconds),
      String(newtonSteps),
      digits(compileMilliseconds),
      digits(torchMicroseconds),
      torchMicroseconds === undefined ? "" : digits(torchMicroseconds / microseconds),
      promise,
    ],
  );
  const head = [
    "total gradient",
    "µs",
    "Newton steps",
    "first call, ms",
    "torch, µs",
    "torch ÷ ours",
    "promise",
  ];
  return `## Levels

One exact total gradient, CPU time on one thread, programs compiled. Chain and game start cold and solve all levels below;
the quartic problem is given its inner solution, confirms it and differentiates. The first call derives and compiles as
well, in an engine that is still cold. ${typeof peer === "string" ? "torch was not there." : `torch ${peer.version} computes the same numbers (checksums compared): exact nested implicit differentiation, dense Hessian and solve.`}
${verdict(judged)} ${measuredOn()}; \`npm run bench -- levels\`.

${table(head, lines)}`;
}
