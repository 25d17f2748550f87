import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { firstGradient } from "../firstGradient.mjs";
import { root } from "../prepare.mjs";
import { bun, denoItself, peer } from "./peers.mjs";
import { output, result } from "./run.mjs";
import { freePort, quoted, served } from "./served.mjs";

const deno = () => peer(".bin", "deno");
const nodes = [
  [`Node ${process.versions.node.split(".")[0]}`, () => process.execPath],
  ["Node 22", () => peer("node22", "bin", "node")],
  ["Node 24", () => peer("node24", "bin", "node")],
];

/** Writes the programs that need no bundler; the workload becomes CommonJS for `require`. */
export function writePrograms(folder, workload) {
  const commonJs = workload
    .replace(/import \{([^}]*)\} from "echelon";/, 'const {$1} = require("echelon");')
    .replaceAll(/^export /gm, "");
  const report = "\nconsole.log(JSON.stringify(run()));\n";
  const slim = `import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initSync } from "echelon/slim";
initSync(readFileSync(createRequire(import.meta.url).resolve("echelon/strict.wasm")));
`;
  writeFileSync(join(folder, "workload.mjs"), workload);
  writeFileSync(join(folder, "import.mjs"), `import { run } from "./workload.mjs";${report}`);
  writeFileSync(join(folder, "require.cjs"), commonJs + report);
  writeFileSync(
    join(folder, "slim.mjs"),
    slim + workload.replace('"echelon"', '"echelon/slim"') + report,
  );
  writeFileSync(join(folder, "start.mjs"), start);
}

/** Import to first gradient, in milliseconds: by the clock, and CPU time of all threads. */
const start = `const before = process.cpuUsage();
const begin = performance.now();
${firstGradient("echelon")}const time = performance.now() - begin;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify([time, (user + system) / 1000]));
`;

/** The shortest of many fresh processes: what the package takes, not what the machine was doing besides. */
export async function startTime(node, folder, runs = 31) {
  const times = [];
  for (let i = 0; i < runs; i++) times.push(await result(node, ["start.mjs"], folder));
  const [clock, cpu] = [0, 1].map((k) => times.map((time) => time[k]).sort((a, b) => a - b));
  return { shortest: clock[0], median: clock[runs >> 1], cpu: cpu[0] };
}

/** Rows of the table: what, how, and the promise of a result of the workload. */
export function commandRows({ folder }) {
  const rows = nodes.flatMap(([name, node]) => [
    { what: name, how: "import", run: () => result(node(), ["import.mjs"], folder) },
    { what: name, how: "require", run: () => result(node(), ["require.cjs"], folder) },
  ]);
  const old = ["--no-experimental-require-module", "require.cjs"];
  return [
    ...rows,
    {
      what: "Node 22",
      how: "require, CommonJS",
      run: () => result(peer("node22", "bin", "node"), old, folder),
    },
    {
      what: nodes[0][0],
      how: "slim, initSync",
      run: () => result(process.execPath, ["slim.mjs"], folder),
    },
    { what: "Deno", how: "import", run: () => result(deno(), ["run", "-A", "import.mjs"], folder) },
    {
      what: "Deno",
      how: "no permissions",
      run: () => result(deno(), ["run", "--no-prompt", "import.mjs"], folder),
    },
    {
      what: "Deno",
      how: "serve examples/service/pricing.ts",
      run: async () => {
        const outfile = join(folder, "pricing.mjs");
        const entryPoints = [join(root, "examples/service/pricing.ts")];
        await build({ entryPoints, outfile, bundle: true, format: "esm", packages: "external" });
        const port = await freePort();
        const words = ["serve", "--port", String(port), "pricing.mjs"];
        return await served(denoItself(), words, folder, port, quoted);
      },
    },
    { what: "Bun", how: "import", run: () => result(bun(), ["import.mjs"], folder) },
    { what: "Bun", how: "require", run: () => result(bun(), ["require.cjs"], folder) },
  ];
}

/** Version of each runtime that is there. */
export async function versions(folder) {
  const list = [];
  for (const [name, command] of [...nodes, ["Deno", deno], ["Bun", bun]])
    try {
      list.push(`${name}: ${(await output(command(), ["--version"], folder)).split("\n")[0]}`);
    } catch {
      list.push(`${name}: not here`);
    }
  return list;
}

export { nodes };
