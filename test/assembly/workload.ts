import { createHash } from "node:crypto";
import { random } from "../reference/random.ts";

type Kernels = Readonly<Record<string, (...numbers: number[]) => number>>;

/** Orders that take every path: squares, edges, panels and blocks. */
const orders = [1, 2, 3, 5, 8, 13, 33, 100, 141, 300];

/** Runs every kernel on fixed numbers and hashes every bit of every result. */
export function workloadHash(kernels: Kernels, memory: WebAssembly.Memory): string {
  const hash = createHash("sha256");
  const base = Math.ceil(kernels.heapBase!() / 64) * 64;
  const numbers = new Float64Array(memory.buffer, base);
  const size = 300 * 300;
  const [a, b, c, x] = [0, size, 2 * size, 3 * size].map((from) => base + 8 * from) as [
    number,
    number,
    number,
    number,
  ];
  const fill = (pointer: number, count: number, seed: number) => {
    const next = random(seed);
    const from = (pointer - base) / 8;
    for (let i = from; i < from + count; i++) numbers[i] = next();
  };
  const add = (pointer: number, count: number) => {
    hash.update(new Uint8Array(memory.buffer, pointer, 8 * count));
  };
  for (const n of orders) {
    const fresh = (seed: number, diagonal: number) => {
      fill(a, n * n, seed);
      for (let i = 0; i < n; i++) numbers[i * (n + 1)]! += diagonal;
      fill(b, n * n, seed + 1);
      fill(x, 4 * n, seed + 2);
    };
    fresh(n, 0);
    for (const trans of [0, 1, 2, 3]) {
      kernels.gemm!(trans & 1, trans >> 1, n, n, n, 0.7, a, n, b, n, 0, c, n);
      add(c, n * n);
    }
    kernels.syrk!(1, n, n, 1, a, n, x, 0, c, n);
    kernels.gemv!(n, n, 1, a, n, x, 1, 0, x + 8 * n, 1);
    kernels.gemvT!(n, n, 1, a, n, x, 1, 0, x + 16 * n, 1);
    numbers[(x - base) / 8 + 3 * n] =
      kernels.dot!(n, x, 1, a, 1) + kernels.nrm2!(n, b, 1) + kernels.asum!(n, b, 1);
    add(c, n * n);
    add(x, 3 * n + 1);
    const pivots = x + 64 * n;
    for (const [index, name] of ["cholesky", "lu", "ldlt"].entries()) {
      fresh(n + index, name === "cholesky" ? 2 * n : 0);
      kernels[name]!(n, a, n, pivots);
      if (name === "cholesky") kernels.choleskySolve!(n, n, a, n, b, n);
      else if (name === "lu") kernels.luSolve!(1, n, n, a, n, pivots, b, n);
      else kernels.ldltSolve!(n, n, a, n, pivots, b, n);
      add(a, n * n);
      add(b, n * n);
    }
    fresh(n, 0);
    kernels.rotate!(n, a, b, 0.6, 0.8);
    add(a, n);
    add(b, n);
  }
  return hash.digest("hex");
}
