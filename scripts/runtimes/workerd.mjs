import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../prepare.mjs";
import { workerd } from "./peers.mjs";
import { freePort, quoted, served } from "./served.mjs";

const worker = `import { game, run } from "./workload.mjs";
export default {
  fetch(request) {
    return Response.json(new URL(request.url).pathname === "/game" ? game() : run());
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
