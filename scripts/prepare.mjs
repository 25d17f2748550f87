// Brings a clone to the point where its programs and tests can run: packages from the lock file, then the build.
// Does nothing that is already done. Imports only Node's own modules: nothing else is there on the first run.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the project, wherever the command was started. */
export const root = fileURLToPath(new URL("..", import.meta.url));

const stamp = join(root, "build/stamp");
const inputs = [
  "assembly",
  "src",
  "scripts",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "asconfig.json",
  "asconfig.unpack.json",
];
const outputs = ["dist/index.js", "src/core/strict.generated.ts"];

/** Installs and builds where needed. Exits with the code of the step that failed. */
export function prepare() {
  if (!isInstalled()) {
    say("Installing packages from package-lock.json (once) …");
    npm(["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  }
  const current = inputsHash();
  if (!isBuilt(current)) {
    say("Building (once per change) …");
    run(process.execPath, ["scripts/build.mjs"]);
    mkdirSync(join(root, "build"), { recursive: true });
    writeFileSync(stamp, current);
  }
}

/** Runs a program in the project's folder with this terminal; exits with its code if that is not 0. */
export function run(command, words, options = {}) {
  const { status, error } = spawnSync(command, words, { cwd: root, stdio: "inherit", ...options });
  if (error) say(`${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

/** npm as the parent npm was started, so that any installation of it works; by name without a parent. */
function npm(words) {
  const script = process.env.npm_execpath;
  if (script?.endsWith(".js")) run(process.execPath, [script, ...words]);
  else run("npm", words, { shell: process.platform === "win32" });
}

/** Does node_modules hold what the lock file asks for? npm records what it installed in a lock file of its own. */
function isInstalled() {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const missing = path !== "" && installed[path] === undefined;
    return path === "" || (missing ? optional === true : installed[path].version === version);
  });
}

function isBuilt(current) {
  const complete = [stamp, ...outputs.map((path) => join(root, path))].every((path) =>
    existsSync(path),
  );
  return complete && readFileSync(stamp, "utf8") === current;
}

/** One hash over the names and contents of everything the build reads. What it writes into src is left out. */
function inputsHash() {
  const hash = createHash("sha256").update(process.version.split(".")[0]);
  for (const input of inputs.filter((path) => existsSync(join(root, path)))) {
    for (const path of files(input))
      hash
        .update(path)
        .update("\0")
        .update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}

function files(path) {
  if (statSync(join(root, path)).isFile()) return [path];
  const names = readdirSync(join(root, path)).sort();
  return names.flatMap((name) => files(`${path}/${name}`)).filter((name) => !isWritten(name));
}

/** The build writes the modules it embeds beside the sources. */
function isWritten(path) {
  return /^src\/core\/\w+\.generated\.ts/.test(path);
}
