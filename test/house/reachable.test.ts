import { execFileSync } from "node:child_process";
import { posix } from "node:path";
import { expect, test } from "vitest";
import { code, sourceFiles } from "./sourceFiles.ts";

const files = sourceFiles("assembly").filter((path) => !path.endsWith(".d.ts"));

/** What is compiled although nothing imports it. */
const entries = [
  "assembly/index.ts",
  "assembly/math/strips.ts",
  "assembly/tape/execute.ts",
  "assembly/unpack.ts",
];

test("every kernel compiles, also one that nothing calls", () => {
  const flags = ["--target", "debug", "--use", "abort="];
  const compiler = "node_modules/assemblyscript/bin/asc.js";
  // asc compiles what it reaches: every file is an entry here.
  const run = () =>
    execFileSync(process.execPath, [compiler, ...files, ...flags, "--noEmit"], { stdio: "pipe" });
  expect(run).not.toThrow();
});

test("every file of the assembly is imported by another, or is an entry", () => {
  const imported = files.flatMap((file) =>
    [...code(file).matchAll(/from "(\.[^"]+)"/g)].map(([, path = ""]) =>
      posix.join(posix.dirname(file), `${path.replace(/\.ts$/, "")}.ts`),
    ),
  );
  expect(files.filter((file) => !imported.includes(file) && !entries.includes(file))).toEqual([]);
});
