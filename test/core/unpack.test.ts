import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
// @ts-expect-error a build script without types
import { pack } from "../../scripts/pack.mjs";
import { unpack } from "../../src/core/unpack.ts";

test("any bytes are the same after packing and unpacking", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600, size: "max" }), (bytes) => {
      expect([...unpack(pack(bytes))]).toEqual([...bytes]);
    }),
  );
});

test("the module is 15 % shorter than in base64, and needs no escape in a literal or a page", () => {
  const bytes = readFileSync("build/strict.wasm");
  const text: string = pack(bytes);
  expect(Buffer.compare(unpack(text), bytes)).toBe(0);
  expect(text.length).toBeLessThan(0.85 * bytes.toString("base64").length + 512);
  expect(text).not.toMatch(/[^!-~]|["'\\`$<]/);
});
