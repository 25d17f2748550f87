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

test.each(["strict", "relaxed", "unpack"])("%s.wasm is the same after it", (name) => {
  const bytes = readFileSync(`build/${name}.wasm`);
  expect(Buffer.compare(unpack(pack(bytes)), bytes)).toBe(0);
});

test("the text is shorter than the module, and needs no escape in a literal or a page", () => {
  const bytes = readFileSync("build/strict.wasm");
  const text: string = pack(bytes);
  expect(text.length).toBeLessThan(0.9 * bytes.length);
  expect(text).not.toMatch(/[^!-~]|["'\\`$<]/);
});
