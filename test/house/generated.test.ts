import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generated } from "../../scripts/generated.ts";

const read = (path: string) => readFileSync(path, "utf8");

test.each(generated(read))("$path is what its generator writes (npm run generate)", (page) => {
  if (process.env.UPDATE === "1") writeFileSync(page.path, page.text);
  expect(read(page.path)).toBe(page.text);
});
