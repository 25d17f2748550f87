import { expect, test, vi } from "vitest";
import { finalizationRegistry } from "../../src/core/finalizationRegistry.ts";

test("a registry is the engine's own, and does nothing where there is none", () => {
  const callback = () => undefined;
  expect(finalizationRegistry(callback)).toBeInstanceOf(FinalizationRegistry);
  vi.stubGlobal("FinalizationRegistry", undefined);
  const registry = finalizationRegistry(callback);
  const owner = {};
  expect(registry.register(owner, 1, owner)).toBeUndefined();
  expect(registry.unregister(owner)).toBe(false);
  vi.unstubAllGlobals();
});
