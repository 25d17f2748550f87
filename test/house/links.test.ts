import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
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

/** What npm packs of an entry of "files": a file, a folder, or the files of a folder that end in some way. */
function packed(entry: string): string[] {
  const [, folder = "", ending = ""] = /^([\w/]+)\/\*(\.\w+)$/.exec(entry) ?? [];
  if (folder !== "")
    return readdirSync(folder).flatMap((name) =>
      name.endsWith(ending) ? [`${folder}/${name}`] : [],
    );
  return statSync(entry).isDirectory() ? [entry, ...sourceFiles(entry, "")] : [entry];
}

test("what the published pages link to is published with them", () => {
  const { files } = JSON.parse(readFileSync("package.json", "utf8")) as { files: string[] };
  const paths = ["README.md", "LICENSE", "package.json", ...files].flatMap(packed);
  // examples/README.md says of its other folders that they are not.
  const published = paths.filter((path) => /\.md$/.test(path) && path !== "examples/README.md");
  expect(published).toEqual(expect.arrayContaining(["README.md", "docs/how-to-choose.md"]));
  const dead = published.flatMap((page) =>
    linksOf(page).filter((path) => !paths.some((file) => `${file}/`.startsWith(`${path}/`))),
  );
  expect(dead).toEqual([]);
});
