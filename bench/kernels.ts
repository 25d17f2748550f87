// How near are the kernels to the limit of 128-bit SIMD, and how far from other people's code?
// npm run bench -- kernels: CPU time, interleaved, medians; every row with its peers beside it. KERNELS=gemm,lu and
// SIZES=8,64 measure a part; ECHELON_PEERS=folder says where ml-matrix, mathjs and numeric are installed, if anywhere.
// Writes the section Kernels of docs/performance.md, where the results and the conclusion are.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { kernelsSection, type Row, type Run } from "./kernelsSection.ts";
import { peak } from "./peak.ts";
import { echelon } from "./peers/echelon.ts";
import { loops, mathjs, mlMatrix, numeric } from "./peers/javascript.ts";
import { buildOpenblas, openblas } from "./peers/openblas.ts";
import { flops, type Peer } from "./peers/peer.ts";
import { writeSection } from "./section.ts";

const ROUNDS = 7;
const SECONDS = 0.012;
const json = "out/kernels.json";

const chosen = process.env.KERNELS?.split(",") ?? Object.keys(flops);
const sizes = process.env.SIZES?.split(",").map(Number) ?? [
  4, 8, 13, 16, 32, 33, 64, 100, 128, 256, 512, 1024,
];

const median = (values: number[]): number => values.toSorted((x, y) => x - y)[values.length >> 1]!;

/** Medians over rounds in which everybody takes one turn; ratios are taken inside a round. */
async function measure(
  kernel: string,
  n: number,
  ours: Peer,
  others: readonly Peer[],
): Promise<Row> {
  const times: number[] = [];
  const ratios = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    const time = await ours.time(kernel, n, SECONDS);
    times.push(time!);
    for (const peer of others) {
      // Interpreted peers are slow and steady: three turns are enough.
      if (round >= 3 && !peer.name.startsWith("OpenBLAS") && peer.name !== "relaxed") continue;
      const theirs = await peer.time(kernel, n, SECONDS);
      if (theirs === undefined) continue;
      const list = ratios.get(peer.name) ?? [];
      list.push(theirs / time!);
      ratios.set(peer.name, list);
    }
  }
  const medians = [...ratios].map(([name, list]) => [name, median(list)] as const);
  return {
    kernel,
    n,
    gflops: flops[kernel]!(n) / median(times) / 1e9,
    ratios: Object.fromEntries(medians),
  };
}

/** Everybody who can take part on this machine. */
function participants(): { strict: Peer; others: Peer[] } {
  const largest = Math.max(...sizes);
  const native = buildOpenblas() ? [openblas("Nehalem"), openblas("Haswell")] : [];
  if (native.length === 0)
    console.log("OpenBLAS is left out: no C compiler, or no libopenblas-dev.");
  const optional = [echelon("relaxed", largest), mlMatrix(), mathjs(), numeric(), loops()];
  const others = [...native, ...optional.filter((peer) => peer !== undefined)];
  console.log(`against ${others.map((peer) => peer.name).join(", ")}`);
  return { strict: echelon("strict", largest)!, others };
}

/** Measures, prints and, after a complete run, writes the section of docs/performance.md. */
export async function bench(): Promise<Run> {
  const { strict, others } = participants();
  const highest = peak() / 1e9;
  const rows: Row[] = [];
  for (const kernel of chosen) {
    for (const n of sizes) {
      const row = await measure(kernel, n, strict, others);
      rows.push(row);
      const ratios = Object.entries(row.ratios).map(
        ([name, ratio]) => `${name} ${ratio.toFixed(2)}`,
      );
      const share = ((100 * row.gflops) / highest).toFixed(0);
      console.log(
        `${kernel} ${n}: ${row.gflops.toFixed(2)} GFLOP/s (${share} %), × ${ratios.join(", ")}`,
      );
    }
  }
  for (const peer of others) peer.end?.();
  const run: Run = {
    node: process.version,
    machine: cpus()[0]?.model ?? "",
    date: new Date().toISOString().slice(0, 10),
    peak: highest,
    rows,
  };
  if (process.env.KERNELS === undefined && process.env.SIZES === undefined) keep(run);
  return run;
}

/** One table per engine: the runs of the others are kept beside this one. */
function keep(run: Run): void {
  mkdirSync("out", { recursive: true });
  const runs: Record<string, Run> = existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : {};
  runs[process.version.split(".")[0]!] = run;
  writeFileSync(json, `${JSON.stringify(runs, null, 2)}\n`);
  writeSection("kernels", kernelsSection(Object.values(runs)));
}
