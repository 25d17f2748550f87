/** `echelon/slim` comes without a module: `init` and `initSync` bring one. */
export function builtIn(): WebAssembly.Module | undefined {
  return undefined;
}
