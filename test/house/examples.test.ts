import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { exampleBlocks } from "./exampleBlocks.ts";
import { sourceFiles } from "./sourceFiles.ts";
import { plain, written } from "./written.ts";

const folder = mkdtempSync("build/examples-");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("claims hold to the digits they are written with", () => {
  expect(plain(Float64Array.of(1, 2))).toEqual(written("[1, 2]"));
  expect(0.23962849).toEqual(written("0.2396 …"));
  expect(0.2394).not.toEqual(written("0.2396"));
  expect(-3.1e-2).toEqual(written("−3.1e−2"));
  expect(3.00001).not.toEqual(written("3"));
  expect({ status: "converged", iterations: 4 }).toEqual(
    written('{ status: "converged", iterations: 4 }'),
  );
});

test.each(exampleBlocks())("$name runs and gives what it says", async ({ name, module }) => {
  const file = `${folder}/${name.replaceAll(/\W+/g, "-")}.ts`;
  writeFileSync(file, module);
  await import(/* @vite-ignore */ `../../${file}`);
});

test.each(sourceFiles("examples").filter((path) => /^examples\/\d/.test(path)))(
  "%s runs to its end and holds what it asserts",
  async (path) => {
    await import(/* @vite-ignore */ `../../${path}`);
  },
);
