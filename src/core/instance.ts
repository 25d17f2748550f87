import { fail } from "../error/fail.ts";
import { builtIn } from "./builtIn.ts";
import { type Core, instantiate } from "./instantiate.ts";
import type { Kernels } from "./kernels.ts";

// Marked as pure: a bundle that compiles no program drops the module.
const core: Partial<Core> = /* @__PURE__ */ started();

/** Imported by the module, so that only TypeScript allocates in it. */
export let memory: WebAssembly.Memory = /* @__PURE__ */ part(core, "memory");

/** The raw exports: a call costs 3–7 ns, a wrapper around them ten times as much. */
export let kernels: Kernels = /* @__PURE__ */ part(core, "kernels");

function started(): Partial<Core> {
  const module = builtIn();
  return module === undefined ? {} : instantiate(module);
}

/** Undefined only in `echelon/slim`, until it is started. */
function part<Name extends keyof Core>(of: Partial<Core>, name: Name): Core[Name] {
  return of[name] as Core[Name];
}

/** Starts the instance on a module from outside; does nothing when it runs already. */
export function start(module: WebAssembly.Module): void {
  if (kernels === undefined) ({ memory, kernels } = instantiate(module));
}

/** @throws ERR_OPTION  `echelon/slim` has not been given its module */
export function requireStarted(): void {
  if (kernels === undefined)
    fail("ERR_OPTION", {
      operation: "echelon/slim",
      option: "WebAssembly module",
      given: undefined,
      expected: "one from `await init(url)` or `initSync(bytes)`, before the first program",
    });
}
