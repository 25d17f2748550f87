import { strict } from "./strict.generated.ts";
import { unpack } from "./unpack.ts";

/** The module that comes with this build of the package: here it is part of the text. */
export function builtIn(): WebAssembly.Module | undefined {
  return new WebAssembly.Module(unpack(strict));
}
