import { type Core, instantiate } from "./instantiate.ts";
import type { Kernels } from "./kernels.ts";
import { strict } from "./strict.generated.ts";

/** The bytes behind a base64 string; `atob` exists in every runtime, `Buffer` does not. */
function bytes(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const result = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) result[i] = text.charCodeAt(i);
  return result;
}

const core: Core = instantiate(new WebAssembly.Module(bytes(strict)));

/** Imported by the module, so that only TypeScript allocates in it. */
export const memory: WebAssembly.Memory = core.memory;

/** The raw exports: a call costs 3–7 ns, a wrapper around them ten times as much. */
export const kernels: Kernels = core.kernels;
