import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { memory, started } from "../../src/core/instance.ts";
import { instantiate } from "../../src/core/instantiate.ts";

const kernels = started();
const module = () => new WebAssembly.Module(readFileSync("build/strict.wasm"));

test("the module asks its host for a memory, and nothing else", () => {
  expect(WebAssembly.Module.imports(module())).toEqual([
    { module: "env", name: "memory", kind: "memory" },
  ]);
});

test("two instances have memories of their own", () => {
  const other = instantiate(module());
  expect(other.memory).not.toBe(memory);
  expect(other.kernels.heapBase()).toBe(kernels.heapBase());
});

test("the register file and all static data lie below the heap", () => {
  expect(kernels.registerFile() + 4096 * 8).toBeLessThanOrEqual(kernels.heapBase());
  expect(kernels.heapBase()).toBeLessThan(memory.buffer.byteLength);
});
