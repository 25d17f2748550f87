import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../prepare.mjs";

/** Where the runtimes and bundlers live: not among the development dependencies, they weigh 600 MB. */
const folder = join(root, "build/runtimes");

/** Name in the folder -> what npm installs. Platform packages run without install scripts. */
const wanted = {
  node22: `npm:node-${process.platform}-${process.arch}@22`,
  node24: `npm:node-${process.platform}-${process.arch}@24`,
  deno: "2.9.6",
  bun: "1.4.5",
  workerd: "1.20261117.1",
  "playwright-core": "1.65.1",
  vite: "6.4.6",
  webpack: "5.112.2",
  rollup: "4.68.7",
  "@rollup/plugin-node-resolve": "16.0.3",
  next: "16.4.6",
  react: "19.2.0",
  "react-dom": "19.2.0",
};

/** Installs what is missing; what cannot be had is reported by the rows that need it. */
export function installPeers(names = Object.keys(wanted)) {
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "name": "runtimes", "private": true }\n');
  const missing = names.filter((name) => !existsSync(join(folder, "node_modules", name)));
  if (missing.length === 0) return;
  process.stderr.write(`Installing ${missing.join(", ")} (once) …\n`);
  const words = missing.map((name) => `${name}@${wanted[name]}`);
  try {
    npm(words);
  } catch {
    for (const word of words)
      try {
        npm([word]);
      } catch (error) {
        process.stderr.write(`${word}: ${String(error.message).split("\n")[0]}\n`);
      }
  }
}

function npm(words) {
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["install", "--save-exact", ...flags, ...words], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 300_000,
    shell: process.platform === "win32",
  });
}

/** A reason not to run a row, which is not a failure. */
export class Missing extends Error {}

/** The path of a file of a peer. */
export function peer(...path) {
  const file = join(folder, "node_modules", ...path);
  if (!existsSync(file)) throw new Missing(`${path[0]} is not installed`);
  return file;
}

/** Bun's program without its install script: the package for this platform holds it. */
export function bun() {
  const scope = peer("@oven");
  const found = readdirSync(scope).filter((name) => !name.includes("baseline"));
  return peer("@oven", found[0] ?? "bun", "bin", "bun");
}

/** Deno's own program: the one npm links is a script that outlives its end. */
export function denoItself() {
  const scope = peer("@deno");
  return peer("@deno", readdirSync(scope)[0] ?? "deno", "deno");
}

/** workerd's own program: the one npm links is a script that outlives its end. */
export function workerd() {
  const scope = peer("@cloudflare");
  return peer("@cloudflare", readdirSync(scope)[0] ?? "workerd", "bin", "workerd");
}

/** Debian's Chromium, or the one in CHROMIUM. */
export function chromium() {
  const found = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
    (path) => path && existsSync(path),
  );
  if (!found) throw new Missing("no Chromium (apt-get install chromium, or set CHROMIUM)");
  return found;
}
