import type { Kernels } from "./kernels.ts";

/** Pages of 64 kB at the start: the static data of the module and room for small programs. */
const INITIAL_PAGES = 128;

export interface Core {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
}

/** Instantiates the module over a memory that TypeScript owns; synchronous. */
export function instantiate(module: WebAssembly.Module): Core {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  return { memory, kernels: instance.exports as unknown as Kernels };
}
