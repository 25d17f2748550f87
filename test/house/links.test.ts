import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect, test } from "vitest";
import { sourceFiles } from "./sourceFiles.ts";

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...sourceFiles("docs", ".md"),
  ...sourceFiles("examples", ".md"),
];

test.each(pages)("every file that %s links to is there", (page) => {
  const links = [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:)([^)#\s]+)/g)];
  const targets = links.map(([, path = ""]) => posix.join(posix.dirname(page), path));
  expect(targets.filter((path) => !existsSync(path))).toEqual([]);
});

/** Paths in backquotes that start with a folder of the project: src/…, assembly/…, test/…, docs/…, examples/… */
test.each(pages)("every path that %s names is there", (page) => {
  const named = readFileSync(page, "utf8").matchAll(
    /`((?:src|assembly|test|docs|examples|scripts|bench)\/[\w./-]*)`/g,
  );
  const paths = [...named].map(([, path = ""]) => path);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});
