import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** A folder of its own: test files run at the same time, in one process. */
const folder = mkdtempSync(`${root}/build/strips-`);
const output = `${folder}/strips.wasm`;
const compiler = "node_modules/assemblyscript/bin/asc.js";
const flags = ["assembly/math/strips.ts", "--target", "strict", "--outFile", output];
execFileSync(process.execPath, [compiler, ...flags, "--textFile", `${output}.wat`], {
  cwd: root,
  stdio: "inherit",
});

const memory = new WebAssembly.Memory({ initial: 256 });
const module = new WebAssembly.Module(readFileSync(output));
rmSync(folder, { recursive: true });
const abort = (): never => {
  throw new Error("strips.wasm aborted");
};
const exported = new WebAssembly.Instance(module, { env: { memory, abort } }).exports as Record<
  string,
  (...numbers: number[]) => number
>;
const start = Math.ceil(exported.heapBase!() / 64) * 64;

/** f applied to every x (and, for pow, its y) by the vector code. */
export function strip(name: string, xs: Float64Array, ys?: Float64Array): Float64Array {
  const n = xs.length + (xs.length % 2);
  const view = new Float64Array(memory.buffer, start);
  view.set(xs);
  if (ys) view.set(ys, n);
  exported[`${name}Strip`]!(n, start, start + 16 * n);
  return view.slice(2 * n, 2 * n + xs.length);
}

/** f of one number by the scalar code. */
export const scalar = (name: string, ...numbers: number[]): number => exported[name]!(...numbers);
