// npm test: installs and builds when needed, runs every test once, and ends with one plain line of counts.
// Words after `npm test --` go to Vitest: `npm test -- test/house`.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { prepare, root } from "./prepare.mjs";

prepare();

const record = join(root, "build/tests.json");
rmSync(record, { force: true });
const { status } = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${record}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: "inherit" },
);

const results = existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : undefined;
const passed = results?.numPassedTests ?? 0;
const files = results?.testResults ?? [];
// A file that cannot be loaded has no tests: it counts as one failure.
const unloaded = files.filter(
  (file) => file.status === "failed" && file.assertionResults.length === 0,
);
const failed = (results?.numFailedTests ?? 0) + unloaded.length;
const broken = status !== 0 && failed === 0 ? 1 : 0;
process.stdout.write(`${passed} passed, ${failed + broken} failed\n`);
process.exitCode = status ?? 1;
