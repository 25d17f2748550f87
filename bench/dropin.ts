// How much faster do other libraries become with this package behind them, and from which size on?
//
// Process CPU time, in turns, medians of the ratios library ÷ drop-in; below the size in the second column the drop-in
// runs the library's own code (stdlib: plain loops), so that a ratio there is 1 up to noise. `--forced` takes over at
// every size: where its ratios cross 1 is where the thresholds of src/adapter come from; `--only=mmul` measures rows
// with that in their name again. The table is in
// docs/runtimes.md, one for each engine that has run this.
//
// Conclusion: below the sizes nothing changes but 20 to 30 ns a call; at 64 rows products gain 2.5 to 19 times and
// everything with a factorisation in it 2 to 320 times, at 256 rows 3 to 33 times where the library is in typed arrays.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { libraries, type Operation } from "./dropinCases.ts";
import { measure } from "./measure.ts";
import { measuredOn, table, writeSection } from "./section.ts";

const SIZES = [4, 8, 16, 24, 32, 48, 64, 128, 256];
const json = "out/dropin.json";

interface Row {
  readonly name: string;
  readonly from: string;
  /** Size → how often the drop-in runs while the library runs once. */
  readonly gains: Readonly<Record<number, number>>;
}

interface Run {
  readonly where: string;
  readonly rows: readonly Row[];
}

/** Measures all operations and writes the table of this engine. */
export async function bench(): Promise<Run> {
  const forced = process.argv.includes("--forced");
  const only = process.argv.find((word) => word.startsWith("--only="))?.slice(7) ?? "";
  const rows: Row[] = [];
  console.log(["".padEnd(34), ...SIZES.map((n) => String(n).padStart(7))].join(""));
  for (const operation of libraries(forced).filter(({ name }) => name.includes(only))) {
    const row = await gains(operation);
    rows.push(row);
    const cells = SIZES.map((n) => (row.gains[n]?.toFixed(2) ?? "").padStart(7));
    console.log([row.name.padEnd(34), ...cells].join(""));
  }
  const run = { where: measuredOn(), rows };
  if (!forced) keep(run, only !== "");
  return run;
}

async function gains({ name, from, largest = 256, pair }: Operation): Promise<Row> {
  const found: Record<number, number> = {};
  for (const n of SIZES.filter((size) => size <= largest)) {
    const [own, dropIn] = pair(n);
    const candidates = [
      { name: "library", run: own },
      { name: "drop-in", run: dropIn },
    ];
    const [, timing] = await measure(candidates, { rounds: 9, milliseconds: 6 });
    found[n] = 1 / timing!.ratio;
  }
  return { name, from, gains: found };
}

/** The runs of other engines are kept beside this one, and its other rows when it measured some only. */
function keep(run: Run, isPart: boolean): void {
  mkdirSync("out", { recursive: true });
  const runs: Record<string, Run> = existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : {};
  const engine = process.version.split(".")[0]!;
  const before = isPart ? (runs[engine]?.rows ?? []) : [];
  const others = before.map((row) => run.rows.find(({ name }) => name === row.name) ?? row);
  runs[engine] = others.length > 0 ? { ...run, rows: others } : run;
  writeFileSync(json, `${JSON.stringify(runs, null, 2)}\n`);
  const engines = Object.entries(runs).sort(([a], [b]) => a.localeCompare(b));
  writeSection("dropin", engines.map(([, one]) => section(one)).join("\n\n"), "docs/runtimes.md");
}

function section({ where, rows }: Run): string {
  const lines = rows.map(({ name, from, gains: found }) => [
    name,
    from,
    ...SIZES.map((n) => (found[n] === undefined ? "" : digits(found[n]))),
  ]);
  return `${where}. The library's time ÷ ours, at n rows:\n\n${table(["", "from", ...SIZES.map(String)], lines)}`;
}

const digits = (gain: number): string => gain.toFixed(gain < 9.95 ? 1 : 0);
