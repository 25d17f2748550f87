// A workerd isolate may not compile bytes: the module is imported, and workerd compiles it at deploy.
import module from "./strict.wasm";

export function builtIn(): WebAssembly.Module | undefined {
  return module;
}
