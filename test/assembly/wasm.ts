import { readFileSync } from "node:fs";

/** Numbers in, a number or nothing out: what every kernel looks like from outside. */
export type Kernel = (...numbers: number[]) => number;
export type Build = "strict" | "relaxed" | "debug";
export interface Wasm {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Record<string, Kernel>;
}

const bytes = (build: Build): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`../../build/${build}.wasm`, import.meta.url)));

/** False on engines without relaxed SIMD (Node 20) when the build needs it. */
export const runs = (build: Build): boolean => WebAssembly.validate(bytes(build));

/** A fresh instance of one build, with room for test data above its own. Run `npm run build` first. */
export function instantiate(build: Build): Wasm {
  const memory = new WebAssembly.Memory({ initial: 512 });
  const abort = (): never => {
    throw new Error(`${build}.wasm aborted`);
  };
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes(build)), {
    env: { memory, abort },
  });
  return { memory, kernels: instance.exports as Record<string, Kernel> };
}

/** The builds this engine can run. */
export const builds: readonly Build[] = (["strict", "relaxed", "debug"] as const).filter(runs);
