/**
 * How do time and memory of one exact total gradient grow with variables, and with levels?
 *
 * Variables: the quartic bilevel problem with its solution given, d = 10 … 3000 at both levels, by
 * factorisation and by products alone. Levels: the coupled chain, n = 2 … 6 levels of 3, cold. It looks
 * inside compiled hierarchies, so it runs the sources. Writes the section Growth of docs/performance.md
 * and its two pictures, where the answer is.
 */
import { writeFileSync } from "node:fs";
import { arenaBytes } from "../src/core/arena.ts";
import * as sources from "../src/index.ts";
import {
  aid,
  dot,
  hypergradient,
  type Level,
  matmul,
  minimize,
  parameter,
  variable,
} from "../src/index.ts";
import { hierarchyOf } from "../src/level/hierarchies.ts";
import { dimensionPicture, levelsPicture } from "./growthPictures.ts";
import { coupledChain } from "./levelProblems.ts";
import { measure } from "./measure.ts";
import { digits, measuredOn, table, writeSection } from "./section.ts";

export interface Dimension {
  readonly d: number;
  readonly method: "factorised" | "products";
  readonly milliseconds: number;
  /** Of all programs, with the data that they share. */
  readonly megabytes: number;
}

export interface Depth {
  readonly n: number;
  readonly microseconds: number;
  readonly newtonSteps: number;
  /** Of the program of one Newton step on all inner levels, and of the gradient's. */
  readonly stepInstructions: number;
  readonly gradientInstructions: number;
  /** To the first gradient, in an engine that has compiled such a problem before. */
  readonly compileMilliseconds: number;
}

/** As `quartic` of levels.ts, but with H of rank 20 above the identity, so that large ones are quickly made. */
function bilevel(d: number): Level[] {
  const rank = 20;
  const M = Float64Array.from({ length: d * rank }, (_, i) => Math.sin(1.3 * i + 1));
  const H = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) {
      let entry = i === j ? 1 : 0;
      for (let k = 0; k < rank; k++) entry += (M[i * rank + k]! * M[j * rank + k]!) / d;
      H[i * d + j] = entry;
    }
  const B = Float64Array.from({ length: d * d }, (_, i) => Math.sin(0.7 * i) / Math.sqrt(d));
  const square = (name: string, data: Float64Array) => parameter(name, { data, shape: [d, d] });
  const [x, w] = [variable("x", new Float64Array(d).fill(0.5)), variable("w", new Float64Array(d))];
  const c = parameter(
    "c",
    Float64Array.from({ length: d }, (_, i) => Math.cos(i)),
  );
  const pull = dot(w, matmul(square("H", H), w)).mul(0.5);
  const coupling = dot(w, matmul(square("B", B), x));
  return [
    minimize(x, w.sub(c).square().sum().mul(0.5).add(x.square().sum().mul(0.5))),
    minimize(w, pull.sub(coupling).add(w.pow(4).sum().mul(0.025))),
  ];
}

async function dimensions(): Promise<Dimension[]> {
  const rows: Dimension[] = [];
  for (const d of [10, 30, 100, 300, 1000, 3000]) {
    const levels = bilevel(d);
    const w = levels[1]!.variables[0]!;
    const solved = hypergradient(levels, { method: aid() }).response(w) as Float64Array;
    for (const method of ["factorised", "products"] as const) {
      const before = arenaBytes();
      const own = bilevel(d);
      const options = { at: { w: solved }, ...(method === "products" ? { method: aid() } : {}) };
      const run = () => hypergradient(own, options);
      const rounds = d > 500 ? 3 : 9;
      const [timing] = await measure([{ name: method, run }], { rounds, milliseconds: 20 });
      const milliseconds = timing!.microseconds / 1e3;
      const megabytes = (arenaBytes() - before) / 2 ** 20;
      rows.push({ d, method, milliseconds, megabytes });
      console.log(`d = ${d}, ${method}: ${digits(milliseconds)} ms, ${digits(megabytes)} MB`);
      for (const program of hierarchyOf(own).compiled) program.dispose();
    }
    for (const program of hierarchyOf(levels).compiled) program.dispose();
  }
  return rows;
}

/** Runs after which every program of the chain has become WebAssembly code of its own. */
const HOT = 2500;

async function depths(): Promise<Depth[]> {
  const rows: Depth[] = [];
  hypergradient(coupledChain(3, 3, sources)); // the compiler itself has been compiled
  for (const n of [2, 3, 4, 5, 6]) {
    const levels = coupledChain(n, 3, sources);
    const before = process.cpuUsage();
    const { cost } = hypergradient(levels);
    const { user, system } = process.cpuUsage(before);
    for (let run = 0; run < HOT; run++) hypergradient(levels);
    const [timing] = await measure([{ name: "chain", run: () => hypergradient(levels) }], {
      rounds: 9,
    });
    const hierarchy = hierarchyOf(levels);
    const row = {
      n,
      microseconds: timing!.microseconds,
      newtonSteps: cost.stackedSteps,
      stepInstructions: hierarchy.program(1, "step").program.counts.instructions,
      gradientInstructions: hierarchy.program(0, "gradient").program.counts.instructions,
      compileMilliseconds: (user + system) / 1e3,
    };
    rows.push(row);
    console.log(
      `n = ${n}: ${digits(row.microseconds)} µs (${row.newtonSteps} steps of ${row.stepInstructions} instructions, gradient ${row.gradientInstructions}), first call ${digits(row.compileMilliseconds)} ms`,
    );
  }
  return rows;
}

/** Prints and returns both tables, draws them and writes them into docs/performance.md. */
export async function bench(): Promise<{ levels: Depth[]; variables: Dimension[] }> {
  const levels = await depths();
  const variables = await dimensions();
  writeFileSync("docs/performance-levels.svg", levelsPicture(levels));
  writeFileSync("docs/performance-variables.svg", dimensionPicture(variables));
  writeSection("growth", section(levels, variables));
  return { levels, variables };
}

function section(levels: readonly Depth[], variables: readonly Dimension[]): string {
  const growth = levels
    .slice(1)
    .map((row, i) => row.gradientInstructions / levels[i]!.gradientInstructions);
  const last = variables.slice(-2);
  const [factorised, products] = last as [Dimension, Dimension];
  const deep = levels.map((row) => [
    String(row.n),
    digits(row.microseconds),
    `${row.newtonSteps} × ${row.stepInstructions}`,
    String(row.gradientInstructions),
    digits(row.compileMilliseconds),
  ]);
  const wide = variables.map(({ d, method, milliseconds, megabytes }) => [
    String(d),
    method,
    digits(milliseconds),
    digits(megabytes),
  ]);
  return `## Growth

One exact total gradient, CPU time on one thread, programs compiled. ${measuredOn()}; \`npm run bench -- growth\`.

![Time, instructions and compilation against the number of levels](performance-levels.svg)

The coupled chain of 3 variables a level, cold: a level more multiplies the instructions of the gradient by ${digits(Math.min(...growth))} to ${digits(Math.max(...growth))}
and leaves the Newton steps at five or six, so the time follows the graph and not a recursion of solves.

${table(["levels", "µs", "Newton steps × instructions", "gradient, instructions", "first call, ms"], deep)}

![Time and memory against the number of variables](performance-variables.svg)

The quartic bilevel problem with d variables at each level, its solution given and its Hessian well conditioned: at
d = ${factorised.d} the Cholesky factorisation takes ${digits(factorised.milliseconds)} ms and conjugate gradients on products ${digits(products.milliseconds)} ms.
Memory grows with d² in both, because the data are d × d matrices, held once, and each factorisation needs another.

${table(["d", "adjoint system", "ms", "MB of programs"], wide)}`;
}
