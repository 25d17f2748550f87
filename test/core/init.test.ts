import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

const bytes = new Uint8Array(readFileSync("build/strict.wasm"));

/** The room as `echelon/slim` is built: no module comes with it. */
async function slim() {
  vi.resetModules();
  vi.doMock("../../src/core/builtIn.ts", () => import("../../src/core/builtIn.slim.ts"));
  const { init, initSync } = await import("../../src/core/init.ts");
  const { allocate, view } = await import("../../src/core/arena.ts");
  return { init, initSync, allocate, view };
}

test("allocating before the start says what to call", async () => {
  const { allocate } = await slim();
  expect(() => allocate(8)).toThrow("initSync(bytes)");
});

const json = { headers: { "content-type": "application/octet-stream" } };
const wasm = { headers: { "content-type": "application/wasm" } };

test.each([
  ["bytes", () => bytes],
  ["a buffer", () => bytes.buffer],
  ["a module", () => new WebAssembly.Module(bytes)],
  ["a response of the right type", () => new Response(bytes, wasm)],
  ["a response of another type", () => Promise.resolve(new Response(bytes, json))],
  ["a URL", () => new URL(`data:application/wasm;base64,${Buffer.from(bytes).toString("base64")}`)],
])("init starts from %s", async (_, source) => {
  const { init, allocate, view } = await slim();
  await init(source());
  expect(view()[allocate(8) / 8]).toBe(0);
});

test("initSync starts from bytes and from a module; a second start changes nothing", async () => {
  const { initSync, allocate, view } = await slim();
  initSync(bytes);
  const pointer = allocate(8);
  view()[pointer / 8] = 7;
  initSync(new WebAssembly.Module(bytes));
  expect(view()[pointer / 8]).toBe(7);
});

test("the relaxed module is taken exactly where the engine validates it", async () => {
  const { initSync, allocate } = await slim();
  const relaxed = new Uint8Array(readFileSync("build/relaxed.wasm"));
  const poison = new Uint8Array([1, 2, 3]);
  if (WebAssembly.validate(relaxed)) initSync(poison, { relaxed });
  else initSync(bytes, { relaxed: poison });
  expect(allocate(8) % 64).toBe(0);
});
