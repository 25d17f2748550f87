import { start } from "./instance.ts";

/** Where a module can come from. */
export type ModuleSource =
  | WebAssembly.Module
  | BufferSource
  | string
  | URL
  | Request
  | Response
  | PromiseLike<Response>;

/** Options of {@link init}. */
export interface InitOptions {
  /** The relaxed build: taken instead of the first one where the engine knows relaxed SIMD. */
  readonly relaxed?: ModuleSource;
}

/**
 * Gives `echelon/slim` its WebAssembly module, and resolves when programs can run. A second call does nothing.
 *
 * The package carries the modules as `echelon/strict.wasm` (the same bits on every engine) and
 * `echelon/relaxed.wasm` (fused multiply-add: faster, the last bits depend on the machine). A module, bytes, a
 * response, or what `fetch` takes; compiled while it arrives where the server sends `application/wasm`.
 *
 *     await init(new URL("strict.wasm", location.href), { relaxed: "relaxed.wasm" });
 */
export async function init(source: ModuleSource, options: InitOptions = {}): Promise<void> {
  start(await compiled(chosen(source, options)));
}

/** The same from a module or from bytes, without waiting: `initSync(readFileSync("strict.wasm"))`. */
export function initSync(
  source: WebAssembly.Module | BufferSource,
  options: { readonly relaxed?: WebAssembly.Module | BufferSource } = {},
): void {
  const module = chosen(source, options) as WebAssembly.Module | BufferSource;
  start(module instanceof WebAssembly.Module ? module : new WebAssembly.Module(module));
}

function chosen(source: ModuleSource, { relaxed }: InitOptions): ModuleSource {
  return relaxed !== undefined && knowsRelaxedSimd() ? relaxed : source;
}

/** Does the engine accept a function of one relaxed instruction, `i8x16.relaxed_swizzle`? */
function knowsRelaxedSimd(): boolean {
  const sections = "0105016000017b030201000a0f010d004101fd0f4102fd0ffd80020b";
  const digits = `0061736d01000000${sections}`.match(/../g) ?? [];
  return WebAssembly.validate(Uint8Array.from(digits, (pair) => Number.parseInt(pair, 16)));
}

async function compiled(source: ModuleSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source))
    return await WebAssembly.compile(source);
  const response = await (isRequest(source) ? fetch(source) : source);
  return response.headers.get("content-type")?.startsWith("application/wasm")
    ? await WebAssembly.compileStreaming(response)
    : await WebAssembly.compile(await response.arrayBuffer());
}

const isRequest = (source: unknown): source is string | URL | Request =>
  typeof source === "string" || source instanceof URL || source instanceof Request;
