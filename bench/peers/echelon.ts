import { readFileSync } from "node:fs";
import { flops, matrix, type Peer, timed } from "./peer.ts";

type Kernel = (...numbers: number[]) => number;

/** Our kernels, raw, from build/; undefined when this engine cannot run the build. */
export function echelon(build: "strict" | "relaxed", largest: number): Peer | undefined {
  const bytes = readFileSync(`build/${build}.wasm`);
  if (!WebAssembly.validate(bytes)) return undefined;
  const memory = new WebAssembly.Memory({ initial: 128 + Math.ceil((32 * largest ** 2) / 65536) });
  const imports = { env: { memory, abort: () => undefined } };
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  const k = instance.exports as Record<string, Kernel>;
  const base = Math.ceil(k.heapBase!() / 64) * 64;
  const size = Math.ceil((8 * largest ** 2) / 64) * 64;
  const [a, b, c, x] = [base, base + size, base + 2 * size, base + 3 * size];
  const [y, pivots] = [x + 32 * largest, x + 64 * largest];
  const copied = (source: number, body: (n: number) => void) => (n: number) => {
    k.copyStrided!(n * n, source, 1, c, 1);
    body(n);
  };
  const calls: Record<string, (n: number) => void> = {
    gemm: (n) => k.gemm!(0, 0, n, n, n, 1, a, n, b, n, 0, c, n),
    syrk: (n) => k.syrk!(1, n, n, 1, a, n, 0, 0, c, n),
    trsm: copied(b, (n) => k.trsm!(0, 0, 0, 0, n, n, 1, a, n, c, n)),
    gemv: (n) => k.gemv!(n, n, 1, a, n, x, 1, 0, y, 1),
    gemvT: (n) => k.gemvT!(n, n, 1, a, n, x, 1, 0, y, 1),
    dot: (n) => k.dot!(n, x, 1, y, 1),
    cholesky: copied(a, (n) => k.cholesky!(n, c, n)),
    lu: copied(a, (n) => k.lu!(n, c, n, pivots)),
    ldlt: copied(a, (n) => k.ldlt!(n, c, n, pivots)),
  };
  const wait = () => new Promise((resolve) => setTimeout(resolve, 400));
  let warm = "";
  return {
    name: build,
    async time(kernel, n, seconds) {
      const body = calls[kernel]!;
      if (flops[kernel] === undefined) return undefined;
      if (warm !== `${kernel} ${n}`) {
        new Float64Array(memory.buffer, a, n * n).set(matrix(n, 1));
        new Float64Array(memory.buffer, b, n * n).set(matrix(n, 2));
        new Float64Array(memory.buffer, x, 4 * largest).fill(0.5);
        warm = `${kernel} ${n}`;
        // V8 replaces a function between calls, in the background.
        timed(() => body(n), 0.05);
        await wait();
      }
      return timed(() => body(n), seconds);
    },
  };
}
