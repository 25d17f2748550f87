import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

/** One question per file; `npm run bench -- derivatives` answers one of them. */
const benches: Record<string, () => Promise<{ bench(): Promise<unknown> }>> = {
  derivatives: () => import("./derivatives.ts"),
  growth: () => import("./growth.ts"),
  dropin: () => import("./dropin.ts"),
  kernels: () => import("./kernels.ts"),
  levels: () => import("./levels.ts"),
  tape: () => import("./tape.ts"),
};

const names = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`No bench ${unknown.join(", ")}: choose from ${Object.keys(benches).join(", ")}.`);
  process.exit(1);
}
console.log(`Node ${process.versions.node}, ${cpus()[0]?.model ?? "unknown processor"}`);
mkdirSync("out", { recursive: true });
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  const result = await (await benches[name]!()).bench();
  const record = {
    bench: name,
    node: process.versions.node,
    date: new Date().toISOString(),
    result,
  };
  writeFileSync(`out/bench-${name}.json`, `${JSON.stringify(record, undefined, 2)}\n`);
  console.log(`out/bench-${name}.json`);
}
