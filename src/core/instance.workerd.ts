// A workerd isolate may not compile bytes: the module is imported, and workerd compiles it at deploy.

import { type Core, instantiate } from "./instantiate.ts";
import type { Kernels } from "./kernels.ts";
import module from "./strict.wasm";

const core: Core = instantiate(module);

/** Imported by the module, so that only TypeScript allocates in it. */
export const memory: WebAssembly.Memory = core.memory;

/** The raw exports: a call costs 3–7 ns, a wrapper around them ten times as much. */
export const kernels: Kernels = core.kernels;
