import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { random } from "../reference/random.ts";
import { strip } from "./math/strips.ts";
import { instantiate } from "./wasm.ts";
import { workloadHash } from "./workload.ts";

/** The bits of the strict build on every engine; UPDATE=1 prints new ones after a wanted change. */
const expected = JSON.parse(
  readFileSync(new URL("./determinism.json", import.meta.url), "utf8"),
) as Record<string, string>;

test("the strict kernels give the same bits as on every other engine", () => {
  const { kernels, memory } = instantiate("strict");
  const hash = workloadHash(kernels, memory);
  if (process.env.UPDATE) console.log("kernels", hash);
  expect(hash).toBe(expected.kernels);
});

test("the elementwise functions give the same bits as on every other engine", () => {
  const next = random(1);
  const xs = Float64Array.from({ length: 4000 }, (_, i) => next() * 2 ** ((i % 40) - 25));
  const hash = createHash("sha256");
  const names = "exp expm1 log log1p tanh sigmoid softplus sinh cosh sin cos tan erf".split(" ");
  for (const name of names) {
    // The bits of a NaN are the one thing WebAssembly leaves to the engine.
    const values = strip(name, xs).map((value) => (Number.isNaN(value) ? 7e77 : value));
    hash.update(new Uint8Array(values.buffer));
  }
  const digest = hash.digest("hex");
  if (process.env.UPDATE) console.log("functions", digest);
  expect(digest).toBe(expected.functions);
});
