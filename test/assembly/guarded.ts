import { type Build, instantiate, type Kernel, type Wasm } from "./wasm.ts";

const instances = new Map<Build, Wasm>();

/** Written around and between the rows of every buffer; a kernel that touches it is caught. */
const GUARD = -7.25e77;
const ZONE = 16;

export interface Matrix {
  readonly pointer: number;
  readonly row: number;
  /** Row-major copy of what is there now. */
  read(): Float64Array;
}

export interface Bench {
  /** Rows `row` elements apart (default: tight), `skew` elements away from 64-byte alignment. */
  matrix(
    data: ArrayLike<number>,
    rows: number,
    columns: number,
    row?: number,
    skew?: number,
  ): Matrix;
  integers(count: number): { pointer: number; read(): Int32Array };
}

/** Runs `body` on guarded buffers, then fails if anything outside them was written. */
export function guarded<T>(
  build: Build,
  body: (kernels: Record<string, Kernel>, bench: Bench) => T,
): T {
  if (!instances.has(build)) instances.set(build, instantiate(build));
  const { memory, kernels } = instances.get(build)!;
  const numbers = new Float64Array(memory.buffer);
  const start = Math.ceil(kernels.heapBase!() / 64) * 8;
  let next = start;
  const owned: [number, number][] = [];
  const reserve = (length: number, skew: number): number => {
    const from = next + ZONE + skew;
    next = Math.ceil((from + length + ZONE) / 8) * 8;
    if (next > numbers.length) throw new Error("the test needs more memory than wasm.ts gives");
    numbers.fill(GUARD, from - ZONE - skew, next);
    return from;
  };
  const bench: Bench = {
    matrix(data, rows, columns, row = columns, skew = 0) {
      const from = reserve(rows === 0 ? 0 : (rows - 1) * row + columns, skew);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) numbers[from + i * row + j] = data[i * columns + j]!;
        owned.push([from + i * row, from + i * row + columns]);
      }
      const read = () =>
        Float64Array.from(
          { length: rows * columns },
          (_, at) => numbers[from + Math.floor(at / columns) * row + (at % columns)]!,
        );
      return { pointer: from * 8, row, read };
    },
    integers(count) {
      const from = reserve(Math.ceil(count / 2), 0);
      owned.push([from, from + Math.ceil(count / 2)]);
      return {
        pointer: from * 8,
        read: () => new Int32Array(memory.buffer, from * 8, count).slice(),
      };
    },
  };
  const result = body(kernels, bench);
  let at = start;
  for (const [from, to] of [...owned.sort((x, y) => x[0] - y[0]), [next, next] as const]) {
    for (; at < from; at++) if (numbers[at] !== GUARD) throw new Error(`guard zone written: ${at}`);
    at = to;
  }
  return result;
}
