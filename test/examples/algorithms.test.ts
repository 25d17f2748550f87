import { readFileSync } from "node:fs";
import { parseHTML } from "linkedom";
import { expect, test, vi } from "vitest";
import { type DataName, dataFolder, missingData } from "../../examples/data/dataFolder.ts";
import { sourceFiles } from "../house/sourceFiles.ts";

// For the longest of them; test/algorithm/hyperCleaning.test.ts holds its whole claim.
process.env.EXAMPLE_STEPS = "100";

/** An example begins with the command that runs it; the other files of the folder belong to examples. */
const examples = sourceFiles("examples/algorithms").filter((path) =>
  readFileSync(path, "utf8").startsWith(`// npm run example -- ${path}\n`),
);

/** Fails unless the drawing has numbers only, a line in every plot, and words on both of its axes. */
function requireLegible(drawing: string): void {
  expect(drawing).not.toMatch(/NaN|undefined|Infinity/);
  const { document } = parseHTML(drawing);
  const plots = [...document.querySelectorAll("svg[role=img]")];
  expect(plots.length).toBeGreaterThan(0);
  for (const plot of plots) {
    expect(plot.querySelector('[aria-label="x-axis label"]')?.textContent).toMatch(/\w/);
    expect(plot.querySelector('[aria-label="y-axis label"]')?.textContent).toMatch(/\w/);
    expect(plot.querySelectorAll('[aria-label="line"] path').length).toBeGreaterThan(0);
  }
}

for (const path of examples) {
  const [, data] = readFileSync(path, "utf8").match(/missingData\("(\w+)"\)/) ?? [];
  const name = data as DataName | undefined;
  if (name && dataFolder(name) === undefined)
    test.skip(`${path} is not run: ${missingData(name)}`, () => {});
  else
    test(`${path} holds what it asserts, and draws a legible figure`, async () => {
      const log = vi.spyOn(console, "log");
      await import(/* @vite-ignore */ `../../${path}`);
      const figures = log.mock.calls.flatMap(([line]) => /^figure: (.+)$/.exec(line)?.[1] ?? []);
      log.mockRestore();
      expect(figures).toHaveLength(1);
      requireLegible(readFileSync(figures[0]!, "utf8"));
    });
}

test("every problem of the papers has an example", () => expect(examples).toHaveLength(12));

test("an example without its data says what is missing and where it can be had", () => {
  expect(missingData("wine")).toMatch(/wine-quality-red\.csv.*ECHELON_DATA.*UCI/);
  expect(missingData("mnist")).toMatch(/mnist-t10k-images\.gz.*LeCun/);
  expect(missingData("siouxFalls")).toMatch(/sioux-falls-design-links\.csv.*Goyal/);
});
