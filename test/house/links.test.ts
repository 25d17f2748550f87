import { execFileSync } from "node:child_process";
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

/** The files and folders of the project that a page links to. */
function linksOf(page: string): string[] {
  const links = [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:)([^)#\s]+)/g)];
  return links.map(([, path = ""]) => posix.join(posix.dirname(page), path).replace(/\/$/, ""));
}

test.each(pages)("every file that %s links to is there", (page) => {
  expect(linksOf(page).filter((path) => !existsSync(path))).toEqual([]);
});

/** Paths in backquotes that start with a folder of the project: src/…, assembly/…, test/…, docs/…, examples/… */
test.each(pages)("every path that %s names is there", (page) => {
  const named = readFileSync(page, "utf8").matchAll(
    /`((?:src|assembly|test|docs|examples|scripts|bench)\/[\w./-]*)`/g,
  );
  const paths = [...named].map(([, path = ""]) => path);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});

test("what the published pages link to is published with them", () => {
  const dry = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    encoding: "utf8",
  });
  const [{ files }] = JSON.parse(dry) as [{ files: { path: string }[] }];
  const packed = files.map(({ path }) => path);
  // examples/README.md says of its other folders that they are not.
  const published = packed.filter((path) => /\.md$/.test(path) && path !== "examples/README.md");
  expect(published).toEqual(expect.arrayContaining(["README.md", "docs/how-to-choose.md"]));
  const dead = published.flatMap((page) =>
    linksOf(page).filter((path) => !packed.some((file) => `${file}/`.startsWith(`${path}/`))),
  );
  expect(dead).toEqual([]);
});
