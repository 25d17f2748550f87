// npm test: installs and builds when needed, runs every test once, and ends with one plain line of counts.
// Words after `npm test --` go to Vitest: `npm test -- test/house`.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { prepare, root } from "./prepare.mjs";

/** What happened so far: nothing passed. Also said when the installation or the build ends everything. */
let counts = { passed: 0, failed: 1 };
process.on("exit", () => {
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
});

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

counts = counted(status);
process.exitCode = counts.failed > 0 ? (status ?? 1) || 1 : 0;

/** The numbers of the record; a run that ended badly without a failed test counts as one failure. */
function counted(code) {
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = results();
  // A file that cannot be loaded has no tests: it counts as one failure.
  const unloaded = testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  const failed = numFailedTests + unloaded.length;
  return { passed: numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
}

/** What the reporter wrote: nothing, or part of it, when the run was ended from outside. */
function results() {
  try {
    return JSON.parse(readFileSync(record, "utf8"));
  } catch {
    return {};
  }
}
