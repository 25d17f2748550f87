import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";

/**
 * One question per file; `npm run bench -- derivatives` answers one of them. Words after a name pick parts of it:
 * `npm run bench -- methods chain`.
 */
const benches: Record<string, () => Promise<{ bench(parts: string[]): Promise<unknown> }>> = {
  accelerator: () => import("./accelerator.ts"),
  derivatives: () => import("./derivatives.ts"),
  growth: () => import("./growth.ts"),
  dropin: () => import("./dropin.ts"),
  kernels: () => import("./kernels.ts"),
  levels: () => import("./levels.ts"),
  methods: () => import("./methods.ts"),
  tape: () => import("./tape.ts"),
};

const chosen: { name: string; parts: string[] }[] = [];
for (const word of process.argv.slice(2).filter((argument) => !argument.startsWith("-"))) {
  if (word in benches) chosen.push({ name: word, parts: [] });
  else if (chosen.at(-1)?.name === "methods") chosen.at(-1)!.parts.push(word);
  else {
    console.error(`No bench ${word}: choose from ${Object.keys(benches).join(", ")}.`);
    process.exit(1);
  }
}
if (chosen.length === 0) chosen.push(...Object.keys(benches).map((name) => ({ name, parts: [] })));
console.log(`Node ${process.versions.node}, ${cpus()[0]?.model ?? "unknown processor"}`);
mkdirSync("out", { recursive: true });
for (const { name, parts } of chosen) {
  const result = await (await benches[name]!()).bench(parts);
  const record = {
    bench: name,
    node: process.versions.node,
    date: new Date().toISOString(),
    result,
  };
  writeFileSync(`out/bench-${name}.json`, `${JSON.stringify(record, undefined, 2)}\n`);
  console.log(`out/bench-${name}.json`);
}
