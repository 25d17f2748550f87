/**
 * What does code of their own gain hot programs over few numbers, and after how many runs has it paid back?
 *
 * The coupled chain: its programs on the tape, and the same programs as WebAssembly code made for them. A run is the
 * program of one Newton step on all levels; then a whole total gradient, and a whole solve, with all programs of one
 * kind or the other. What making the code costs is all CPU time of it: translation, compilation, and V8's own second
 * compilation in the background. Writes the section Accelerator of docs/performance.md.
 *
 * Conclusion (EPYC, Node 20): a run is 12 times faster with a thousand scalar instructions, 4 times on vectors of three,
 * twice with twenty instructions; a total gradient up to 3 times, as the solvers around it stay TypeScript. That is paid
 * back after hundreds to thousands of runs, after ten thousand for the shortest: programs wait that long.
 */
import { compile, hypergradient, type Level, type Program, solveSync, variable } from "echelon";
import { coupledChain } from "./levelProblems.ts";
import { type Candidate, measure, median, settle } from "./measure.ts";
import { digits, measuredOn, table, writeSection } from "./section.ts";

const CASES: readonly (readonly [levels: number, variables: number])[] = [
  [2, 3],
  [3, 3],
  [4, 3],
  [5, 3],
  [2, 1],
  [3, 1],
  [4, 1],
  [5, 1],
];
const RUNS = 8000;

interface Row {
  readonly what: string;
  readonly instructions: number;
  /** Microseconds of a run on the tape, and as code. */
  readonly tape: number;
  readonly code: number;
  /** Milliseconds: until the code can run, and with what V8 compiles again in the background. */
  readonly stop: number;
  readonly cost: number;
  /** Microseconds of a total gradient, and of a solve: on the tape, and as code. */
  readonly gradient: readonly number[];
  readonly solve: readonly number[];
}

/** A problem of its own, solved once, with the programs that ran: the most frequent one first. */
interface Solved {
  readonly levels: Level[];
  readonly programs: readonly Program[];
}

const x = variable("x", 0);
const prototype: Program = Object.getPrototypeOf(compile([x], [x]));

function solved(n: number, d: number): Solved {
  const levels = coupledChain(n, d);
  const runs = new Map<Program, number>();
  const { execute } = prototype;
  prototype.execute = function () {
    runs.set(this, (runs.get(this) ?? 0) + 1);
    execute.call(this);
  };
  hypergradient(levels);
  const [[step] = []] = [...runs].sort(([, a], [, b]) => b - a);
  solveSync(levels);
  prototype.execute = execute;
  // Here the bench decides what runs as code.
  for (const program of runs.keys())
    Reflect.set(program, "runsBeforeCode", Number.POSITIVE_INFINITY);
  return { levels, programs: [step!, ...[...runs.keys()].filter((program) => program !== step)] };
}

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}

function repeat(program: Program): void {
  for (let i = 0; i < RUNS; i++) program.execute();
}

/** Milliseconds until the code of a fresh program runs, and of all that belongs to it. */
async function cost(n: number, d: number): Promise<[stop: number, all: number]> {
  const [program] = solved(n, d).programs as [Program];
  repeat(program);
  await settle();
  const start = cpu();
  program.accelerate();
  const made = cpu();
  repeat(program);
  await settle();
  const tiered = cpu();
  repeat(program);
  return [made - start, tiered - start - (cpu() - tiered)];
}

const compared = async (name: string, [tape, code]: readonly [() => void, () => void]) => {
  const candidates: Candidate[] = [
    { name, run: tape },
    { name: `${name}, code`, run: code },
  ];
  const timings = await measure(candidates, { rounds: 9 });
  return timings.map(({ microseconds }) => microseconds);
};

async function row(n: number, d: number): Promise<Row> {
  const costs: [number, number][] = [];
  for (let i = 0; i < 5; i++) costs.push(await cost(n, d));
  const [tape, code] = [solved(n, d), solved(n, d)];
  for (const program of code.programs) program.accelerate();
  const [one, other] = [tape.programs[0]!, code.programs[0]!];
  const run = await compared("run", [() => one.execute(), () => other.execute()]);
  const gradient = await compared("gradient", [
    () => hypergradient(tape.levels),
    () => hypergradient(code.levels),
  ]);
  const solve = await compared("solve", [
    () => solveSync(tape.levels),
    () => solveSync(code.levels),
  ]);
  return {
    what: `${n} levels of ${d}`,
    instructions: one.counts.instructions,
    tape: run[0]!,
    code: run[1]!,
    stop: median(costs.map(([stop]) => stop)),
    cost: median(costs.map(([, all]) => all)),
    gradient,
    solve,
  };
}

const ratio = ([tape, code]: readonly number[]): string =>
  `${digits(tape)} → ${digits(code)} (${(tape! / code!).toFixed(1)})`;

/** Prints and returns the table, and writes it into docs/performance.md. */
export async function bench(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const lines: string[][] = [];
  for (const [n, d] of CASES) {
    const found = await row(n, d);
    const gain = (found.tape - found.code) / 1e3;
    rows.push(found);
    const line = [
      found.what,
      `${found.instructions}`,
      ratio([found.tape, found.code]),
      `${digits(found.stop)} / ${digits(found.cost)}`,
      `${Math.round(found.stop / gain)} / ${Math.round(found.cost / gain)}`,
      ratio(found.gradient),
      ratio(found.solve),
    ];
    lines.push(line);
    console.log(line.join(" | "));
  }
  const head = [
    "chain",
    "instructions",
    "a run, µs",
    "made / all, ms",
    "paid back after runs",
    "total gradient, µs",
    "solve, µs",
  ];
  writeSection("accelerator", `${TEXT}${measuredOn()}.\n\n${table(head, lines)}`);
  return rows;
}

const TEXT = `## Accelerator

A program over few numbers that has run some thousand times (2000, and 250 000 ÷ its instructions) becomes WebAssembly
code of its own, to the same bits. The coupled chain, tape → code (ratio), CPU time: a run of the program of one Newton
step on all levels, a total gradient, a solve with \`solveSync\`. *Made* is the time until the code runs, *all* adds what V8
compiles again in the background; beside them, after how many runs either is paid back.

A scalar instruction costs 8 ns on the tape and less than 1 ns as code. Vectors of three gain less. Of a run at five
levels of three, by leaving parts out, elementwise instructions are a third and products of 3 × 3 matrices another, the
solves with their chains of divisions a quarter, and what stays with the executor a fifth: Cholesky factors of three rows,
sines and cosines, strided operands. Of a whole gradient the solvers, checks and copies in TypeScript remain, up to
9 µs: a third of it at five levels, three quarters at two. In numbers: `;
