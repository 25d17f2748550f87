// npm run test:runtimes [-- words]: packs the package, installs the tarball in an empty folder, and runs one piece of
// work in every runtime and out of every bundler that can be had; the bits must agree. Words choose rows by name.
// Prints a table; `--write` puts it into docs/runtimes.md. Exits with 1 when a row fails; a missing runtime is said.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare, root } from "./prepare.mjs";
import { browserRows } from "./runtimes/browser.mjs";
import { bundlerRows } from "./runtimes/bundlers.mjs";
import { commandRows, versions, writePrograms } from "./runtimes/commands.mjs";
import { figures } from "./runtimes/figures.mjs";
import { nextRows } from "./runtimes/next.mjs";
import { packagingRows } from "./runtimes/packaging.mjs";
import { installPeers, Missing } from "./runtimes/peers.mjs";
import { write } from "./runtimes/table.mjs";
import { workerdRows } from "./runtimes/workerd.mjs";

const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const options = process.argv.slice(2).filter((word) => word.startsWith("--"));

prepare();
installPeers();

const home = mkdtempSync(join(tmpdir(), "echelon-"));
const folder = join(home, "app");
const empty = join(home, "empty");
for (const path of [folder, empty]) mkdirSync(path);
writeFileSync(join(folder, "package.json"), '{ "name": "app", "private": true }\n');
const tarball = join(
  home,
  npm(["pack", "--ignore-scripts", "--silent", "--pack-destination", home], root),
);
npm(["install", "--no-audit", "--no-fund", "--loglevel=error", tarball], folder);
writePrograms(folder, readFileSync(join(root, "test/runtime/workload.mjs"), "utf8"));

const context = { folder, empty, tarball };
const rows = [commandRows, workerdRows, browserRows, bundlerRows, nextRows, packagingRows]
  .flatMap((list) => list(context))
  .filter(
    (row) => words.length === 0 || words.some((word) => `${row.what} ${row.how}`.includes(word)),
  );
let expected;
try {
  for (const row of rows) {
    Object.assign(row, await outcome(row));
    process.stdout.write(`${row.what.padEnd(10)} ${row.how.padEnd(30)} ${row.text}\n`);
  }
  const measured = await figures(context, words);
  for (const line of measured) process.stdout.write(`${line.join("  ")}\n`);
  if (words.length === 0 && options.includes("--write"))
    write(rows, measured, await versions(folder));
} finally {
  rmSync(home, { recursive: true, force: true });
}
const failed = rows.filter((row) => row.state === "failed").length;
const skipped = rows.filter((row) => row.state === "skipped").length;
process.stdout.write(
  `${rows.length - failed - skipped} passed, ${failed} failed, ${skipped} skipped\n`,
);
process.exitCode = failed > 0 ? 1 : 0;

async function outcome(row) {
  try {
    const result = await row.run();
    if (typeof result === "string") return { state: "passed", text: result };
    const { quantities, ...bits } = result;
    const text = Object.values(bits).join(" ");
    const near = [24.85, 12.325, 6.1125].every((q, i) => Math.abs(quantities[i] - q) < 1e-9);
    expected ??= text;
    if (near && text === expected) return { state: "passed", text };
    return { state: "failed", text: `${text}, expected ${expected}` };
  } catch (error) {
    const state = error instanceof Missing ? "skipped" : "failed";
    return {
      state,
      text: `${state}: ${String(error.stderr || error.message)
        .trim()
        .slice(0, 1000)}`,
    };
  }
}

function npm(line, cwd) {
  return execFileSync("npm", line, {
    cwd,
    encoding: "utf8",
    shell: process.platform === "win32",
  }).trim();
}
