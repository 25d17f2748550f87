import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { code, sourceFiles } from "./sourceFiles.ts";

/** Rows of the glossary: symbol | in words | code. */
const rows = readFileSync("docs/glossary.md", "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (symbol|---)/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, symbol = "", , cell = ""]) => ({ symbol, cell }));

const words = ["src", "assembly", "test/reference"]
  .flatMap((folder) => sourceFiles(folder))
  .map(code)
  .join("\n");

test.each(rows)("the names for $symbol stand in the sources", ({ cell }) => {
  const names = [...cell.matchAll(/`([A-Za-z]\w*)[^`]*`/g)].map(([, name = ""]) => name);
  expect(names).not.toEqual([]);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(words))).toEqual([]);
});
