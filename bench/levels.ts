/**
 * How does one exact total gradient grow with the number of levels, and what do others need?
 *
 * The coupled chain (n levels of 3 variables), the quartic bilevel problem with its solution given,
 * and the scalar Stackelberg game. Chain and game are cold: every call starts from the variables' own
 * values and solves the levels below. Compilation is counted apart. Process CPU time, one thread; torch,
 * CasADi and jax beside it where they can follow, checksums compared; who is not installed is left out.
 * Writes the section Levels of docs/performance.md, where the answer is.
 */
import { hypergradient, type Level } from "echelon";
import { besides, type Compared, kept } from "./beside.ts";
import { chainCouplings, coupledChain, quartic, stackelberg } from "./levelProblems.ts";
import { measure } from "./measure.ts";
import { type PeerResult, type PythonCase, pythonPeers } from "./peers/python.ts";
import { compare, digits, measuredOn, table, verdict, writeSection } from "./section.ts";

interface Row extends Compared {
  readonly what: string;
  /** CPU time to the first gradient: derivatives, compilation and one run. */
  readonly firstMilliseconds: number;
  readonly newtonSteps: number;
}

interface Problem {
  readonly what: string;
  readonly levels: Level[];
  readonly promise: string;
  /** Where the inner solution is put before the clock starts. */
  readonly given?: string;
  /** What a peer is handed. */
  readonly asked?: PythonCase | undefined;
}

/** CasADi's times for 2 to 5 levels as the promises quote them, in microseconds, and the promised ratios. */
const quoted: Record<number, [number, number]> = {
  2: [180, 20],
  3: [900, 20],
  4: [17_700, 100],
  5: [505_000, 500],
};

function chain(n: number): Problem {
  const [time, times] = quoted[n] ?? [0, 0];
  return {
    what: `coupled chain, ${n} levels of 3`,
    levels: coupledChain(n, 3),
    promise: time > 0 ? `${digits(time / times)} µs, ≥ ${times} × casadi` : "",
    // Six levels would take CasADi most of a minute a gradient.
    asked:
      n > 5
        ? undefined
        : { name: `chain-${n}`, kind: "chain", m: n, d: 3, arrays: chainCouplings(n, 3) },
  };
}

function bilevel(n: number): Problem {
  const { levels, arrays } = quartic(n);
  // Levels of its own: the first call of those that are timed is to be the first.
  const own = quartic(n).levels;
  const w = hypergradient(own).response(own[1]!.variables[0]!) as Float64Array;
  return {
    what: `quartic bilevel, n = ${n}, solution given`,
    levels,
    promise: n === 10 ? "20 µs" : "300 µs",
    given: "w",
    asked: { name: `quartic-${n}`, kind: "quartic", m: 0, d: n, arrays: { ...arrays, w } },
  };
}

function game(n: number): Problem {
  const what = `Stackelberg game, ${n} firms`;
  const promise = `≥ ${n === 3 ? 100 : 500} × torch`;
  const asked = { name: `stackelberg-${n}`, kind: "stackelberg", m: 0, d: n, arrays: {} } as const;
  return { what, levels: stackelberg(n), promise, asked };
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

async function row(problem: Problem, peers: Readonly<Record<string, PeerResult>>): Promise<Row> {
  const { what, levels, given, asked, promise } = problem;
  const firstMilliseconds = timeOf(() => hypergradient(levels)) / 1e3;
  const first = hypergradient(levels);
  const at = given ? { [given]: first.response(levels[1]!.variables[0]!) } : {};
  const run = () => hypergradient(levels, { at });
  const [timing] = await measure([{ name: what, run }], { rounds: 9 });
  const { cost, gradient } = hypergradient(levels, { at });
  const checksum = sum(gradient(levels[0]!.variables[0]!));
  const times: Record<string, number> = {};
  for (const [library, { cases }] of Object.entries(peers)) {
    const theirs = asked && cases[asked.name];
    if (!theirs) continue;
    compare(`${what}, ${library}`, checksum, theirs.checksum);
    times[library] = theirs.milliseconds;
  }
  const milliseconds = timing!.microseconds / 1e3;
  return {
    what,
    firstMilliseconds,
    milliseconds,
    newtonSteps: cost.stackedSteps,
    peers: times,
    promise,
  };
}

/** Prints and returns the table, and writes it into docs/performance.md. */
export async function bench(): Promise<readonly Row[]> {
  const problems = [...[2, 3, 4, 5, 6].map(chain), ...[10, 100].map(bilevel), ...[3, 4].map(game)];
  const asked = problems.flatMap((problem) => problem.asked ?? []);
  const peers = pythonPeers(["casadi", "jax", "torch"], asked);
  const rows: Row[] = [];
  for (const problem of problems) {
    const found = await row(problem, peers);
    const { what, milliseconds, newtonSteps, firstMilliseconds, promise } = found;
    const beside = besides(found).map((text) => `, ${text}`);
    console.log(
      `${what}: ${digits(milliseconds * 1e3)} µs (${newtonSteps} Newton steps), first call ${digits(firstMilliseconds)} ms${beside.join("")}${promise && ` (promised ${promise})`}`,
    );
    rows.push(found);
  }
  writeSection("levels", section(rows));
  return rows;
}

function section(rows: readonly Row[]): string {
  const judged = rows.map((found) => ({ what: found.what, kept: kept(found) }));
  const lines = rows.map((found) => [
    found.what,
    digits(found.milliseconds * 1e3),
    String(found.newtonSteps),
    digits(found.firstMilliseconds),
    besides(found).join("; "),
    found.promise,
  ]);
  const head = ["total gradient", "µs", "Newton steps", "first call, ms", "peers", "promise"];
  return `## Levels

One exact total gradient, CPU time on one thread, programs compiled. Chain and game start cold and solve all levels below;
the quartic problem is given its inner solution, confirms it and differentiates. Hot programs have become code by then
([accelerator](#accelerator)). The first call derives and compiles as well, in an engine that is still cold. The peers of a row compute the same numbers (checksums compared), each with its
time and how many times ours that is: CasADi by nested rootfinders, torch by exact nested implicit differentiation, jax
by a compiled dense Hessian and solve. Who is not in a row cannot follow, or was not installed.
${verdict(judged)} ${measuredOn()}; \`npm run bench -- levels\`.

${table(head, lines)}`;
}
