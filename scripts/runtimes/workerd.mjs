import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../prepare.mjs";
import { Missing, workerd } from "./peers.mjs";
import { freePort, quoted, served } from "./served.mjs";

const worker = `import { maximize, parameter, solveSync, variable } from "echelon";
import { game, run } from "./workload.mjs";
const costs = parameter("costs", [1, 1.1, 1.2]);
const firms = [0, 1, 2].map((i) => variable("firm " + (i + 1), 10));
const price = firms[0].add(firms[1]).add(firms[2]).mul(-2).add(100);
const levels = firms.map((firm, i) => maximize(firm, price.sub(costs.gather([i]).sum()).mul(firm)));
let requests = 0;
function again() {
  const solution = solveSync(levels, { at: { costs: [1, 1.1, 1.2 + (requests++ % 100) / 100] } });
  return firms.map((firm) => solution.value(firm));
}
const answers = { "/empty": () => [], "/game": game, "/again": again };
export default {
  fetch(request) {
    return Response.json((answers[new URL(request.url).pathname] ?? run)());
  },
};
`;

const config = (port) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "strict.wasm", wasm = embed "strict.wasm")
  ],
  compatibilityDate = "2025-01-01"
);
`;

/** A worker built as wrangler builds it, answering real HTTP requests. */
export function workerdRows({ folder }) {
  return [
    {
      what: "workerd",
      how: "HTTP request",
      run: () => serving(folder, own(folder), async (url) => await (await fetch(url)).json()),
    },
    {
      what: "workerd",
      how: "examples/service/pricing.ts",
      run: () => serving(folder, join(root, "examples/service/pricing.ts"), quoted),
    },
  ];
}

function own(folder) {
  const path = join(folder, "worker.mjs");
  writeFileSync(path, worker);
  return path;
}

/** Median time of a request that solves the game of three firms, after start-up, in milliseconds. */
export function requestTime(folder, requests = 41) {
  return serving(folder, own(folder), async (url) => {
    const times = [];
    for (let i = 0; i < requests; i++) {
      const begin = performance.now();
      await (await fetch(`${url}game`)).text();
      times.push(performance.now() - begin);
    }
    times.sort((a, b) => a - b);
    return { shortest: times[0], median: times[requests >> 1] };
  });
}

/**
 * CPU time of workerd, all of its threads, for a request that solves the game of three firms, in milliseconds: that of
 * a request less that of one that answers at once, in turns, after 500 requests to warm up. The game is built in the
 * request (`game`), or when the worker starts and solved again for other costs (`again`).
 */
export function requestCpu(folder, path, { rounds = 9, requests = 200 } = {}) {
  return serving(folder, own(folder), async (url, pid) => {
    const cost = async (asked, count) => {
      const begin = cpuTime(pid);
      for (let i = 0; i < count; i++) await (await fetch(url + asked)).text();
      return (cpuTime(pid) - begin) / count;
    };
    const [first] = await (await fetch(url + path)).json();
    if (Math.abs(first - 24.85) > 1e-9) throw new Error(`the first firm makes ${first}`);
    await cost(path, 500);
    const times = [];
    for (let i = 0; i < rounds; i++)
      times.push((await cost(path, requests)) - (await cost("empty", requests)));
    times.sort((a, b) => a - b);
    return { shortest: times[0], median: times[rounds >> 1] };
  });
}

/** User and system time of a process in milliseconds (Linux). */
function cpuTime(pid) {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) throw new Missing("no /proc here");
  // Behind the name, which is in parentheses: state is the third field, utime and stime are 14 and 15, in 1/100 s.
  const fields = readFileSync(stat, "utf8").split(") ").at(-1).split(" ");
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

async function serving(folder, entry, use) {
  const program = workerd();
  const out = join(folder, "out/workerd");
  mkdirSync(out, { recursive: true });
  await build({
    entryPoints: [entry],
    outfile: join(out, "worker.js"),
    bundle: true,
    format: "esm",
    conditions: ["workerd"],
    plugins: [{ name: "wasm", setup: leaveWasm }],
  });
  copyFileSync(join(folder, "node_modules/echelon/dist/strict.wasm"), join(out, "strict.wasm"));
  const port = await freePort();
  writeFileSync(join(out, "config.capnp"), config(port));
  return await served(program, ["serve", "config.capnp"], out, port, use);
}

/** Uploads carry the module beside the script: its import stays. */
function leaveWasm({ onResolve }) {
  onResolve({ filter: /\.wasm$/ }, () => ({ path: "./strict.wasm", external: true }));
}
