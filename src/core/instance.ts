import { fail } from "../error/fail.ts";
import { builtIn } from "./builtIn.ts";
import { instantiate } from "./instantiate.ts";
import type { Kernels } from "./kernels.ts";

/** Imported by the module, so that only TypeScript allocates in it. Undefined until something is allocated. */
export let memory: WebAssembly.Memory;

/**
 * The raw exports: a call costs 3–7 ns, a wrapper around them ten times as much. Undefined until something is
 * allocated: whoever calls a kernel has its operands in the arena by then.
 */
export let kernels: Kernels;

/** Starts the instance on a module from outside; does nothing when it runs already. */
export function start(module: WebAssembly.Module): void {
  if (kernels === undefined) ({ memory, kernels } = instantiate(module));
}

/**
 * The kernels, started when they are needed first, and synchronously: importing the package costs no compilation,
 * and a bundle that builds no program drops the module.
 *
 * @throws ERR_OPTION  `echelon/slim` has not been given its module
 */
export function started(): Kernels {
  if (kernels === undefined) {
    const module = builtIn();
    if (module === undefined)
      fail("ERR_OPTION", {
        operation: "echelon/slim",
        option: "WebAssembly module",
        given: undefined,
        expected: "one from `await init(url)` or `initSync(bytes)`, before the first program",
      });
    start(module);
  }
  return kernels;
}
