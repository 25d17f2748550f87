import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { workerd } from "./peers.mjs";

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
      run: () => serving(folder, async (url) => await (await fetch(url)).json()),
    },
  ];
}

/** Median time of a request that solves the game of three firms, after start-up, in milliseconds. */
export function requestTime(folder, requests = 41) {
  return serving(folder, async (url) => {
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

async function serving(folder, use) {
  const program = workerd();
  const out = join(folder, "out/workerd");
  mkdirSync(out, { recursive: true });
  writeFileSync(join(folder, "worker.mjs"), worker);
  await build({
    entryPoints: [join(folder, "worker.mjs")],
    outfile: join(out, "worker.js"),
    bundle: true,
    format: "esm",
    conditions: ["workerd"],
    plugins: [{ name: "wasm", setup: leaveWasm }],
  });
  copyFileSync(join(folder, "node_modules/echelon/dist/strict.wasm"), join(out, "strict.wasm"));
  const port = await freePort();
  writeFileSync(join(out, "config.capnp"), config(port));
  const server = spawn(program, ["serve", "config.capnp"], {
    cwd: out,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  server.stderr.on("data", (text) => {
    errors += text;
  });
  try {
    return await ready(`http://127.0.0.1:${port}/`, use);
  } catch (error) {
    throw new Error(`${error.message} ${errors.slice(0, 500)}`);
  } finally {
    server.kill();
  }
}

/** Uploads carry the module beside the script: its import stays. */
function leaveWasm({ onResolve }) {
  onResolve({ filter: /\.wasm$/ }, () => ({ path: "./strict.wasm", external: true }));
}

async function ready(url, use) {
  for (let tries = 0; ; tries++)
    try {
      await fetch(url);
      return await use(url);
    } catch (error) {
      if (tries === 40) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
