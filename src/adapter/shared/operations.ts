import { view, words } from "../../core/arena.ts";
import { kernels } from "../../core/instance.ts";
import { EchelonError } from "../../error/echelonError.ts";
import { borrowing, room } from "../../linalg/buffer.ts";
import { withWork } from "../../linalg/factor.ts";
import { SINGULAR } from "../../linalg/solve.ts";
import type { HostMatrix } from "./hostMatrix.ts";

// Matrices of other libraries go straight into the arena, and results straight out of it: for 64 rows an array of
// their own between the two takes as long as the product. Whatever is not computed here is undefined: the library
// answers then in its own way, with its own numbers and errors.

/** Pivots that differ by more than half of the digits: the condition is worth its time. */
const SUSPICIOUS = 2 ** -26;

type Keep = (pointer: number) => number;
/** Makes a result of the numbers at an address, before their memory is given back. */
type Take<T> = (pointer: number) => T;

/** P·A = L·U in the arena. */
export interface PlacedLu {
  readonly factor: number;
  /** The row that each step exchanged, as 32-bit integers. */
  readonly pivots: number;
}

/** A·B; undefined if a number is missing or an entry of the product is not finite. */
export function product<T>(a: HostMatrix, b: HostMatrix, take: Take<T>): T | undefined {
  const [m, k, n] = [a.rows, a.columns, b.columns];
  return attempt((keep) => {
    const [x, y, z] = [keep(room(m * k)), keep(room(k * n)), keep(room(m * n))];
    if (!a.place(x) || !b.place(y)) return undefined;
    kernels.gemm(0, 0, m, n, k, 1, x, k, y, n, 0, z, n);
    // What is not finite in A or B makes a whole row or column of the product NaN or infinite.
    return allFinite(m * n, z) ? take(z) : undefined;
  });
}

/** A⁻¹; undefined if a number is missing or not finite, or A singular to working precision. */
export function inverse<T>(a: HostMatrix, take: Take<T>): T | undefined {
  return regular(a, ({ factor, pivots }, keep) => {
    const n = a.rows;
    const x = keep(room(n * n));
    const memory = view();
    memory.fill(0, x / 8, x / 8 + n * n);
    for (let i = 0; i < n; i++) memory[x / 8 + i * (n + 1)] = 1;
    kernels.luSolve(0, n, n, factor, n, pivots, x, n);
    return take(x);
  });
}

/** X of A·X = B; undefined where {@link inverse} is. */
export function solution<T>(a: HostMatrix, b: HostMatrix, take: Take<T>): T | undefined {
  return regular(a, ({ factor, pivots }, keep) => {
    const x = keep(room(b.rows * b.columns));
    if (!b.place(x) || !allFinite(b.rows * b.columns, x)) return undefined;
    kernels.luSolve(0, a.rows, b.columns, factor, a.rows, pivots, x, b.columns);
    return take(x);
  });
}

/** det A, 0 for a singular matrix, infinite when it overflows; undefined if a number is missing or not finite. */
export function determinant(a: HostMatrix): number | undefined {
  return factored(a, ({ factor, pivots }) => {
    const [numbers, exchanged] = [view(), words()];
    let value = 1;
    for (let i = 0; i < a.rows; i++) {
      value *= numbers[factor / 8 + i * (a.rows + 1)]!;
      if (exchanged[pivots / 4 + i] !== i) value = -value;
    }
    return Number.isNaN(value) ? undefined : value;
  });
}

/** P·A = L·U; undefined if a number is missing or not finite, or a pivot is 0. */
export function factors<T>(a: HostMatrix, take: (lu: PlacedLu) => T): T | undefined {
  return factored(a, (lu, _, status) => (status === 0 ? take(lu) : undefined));
}

type WithLu<T> = (lu: PlacedLu, keep: Keep, status: number) => T | undefined;

/** A square matrix, factored; `status` is the number of its first pivot that is 0. */
function factored<T>(a: HostMatrix, then: WithLu<T>): T | undefined {
  const n = a.rows;
  return attempt((keep) => {
    const [factor, pivots] = [keep(room(n * n)), keep(room(n))];
    if (!a.place(factor) || !allFinite(n * n, factor)) return undefined;
    return then({ factor, pivots }, keep, kernels.lu(n, factor, n, pivots));
  });
}

/** The same for a matrix whose condition leaves a digit right. */
function regular<T>(a: HostMatrix, then: WithLu<T>): T | undefined {
  const n = a.rows;
  return attempt((keep) => {
    const [factor, pivots] = [keep(room(n * n)), keep(room(n))];
    if (!a.place(factor)) return undefined;
    // NaN or infinite if an entry is.
    const norm = kernels.norm1(n, n, factor, n);
    if (!Number.isFinite(norm) || kernels.lu(n, factor, n, pivots) !== 0) return undefined;
    const isSingular = (): boolean =>
      !(withWork(n, (w) => kernels.luCondition(n, factor, n, pivots, norm, w)) < SINGULAR);
    // The estimate takes half as long as the factors: only where they look like it.
    if (pivotRatio(n, factor) < SUSPICIOUS && isSingular()) return undefined;
    return then({ factor, pivots }, keep, 0);
  });
}

/** The pivot nearest to 0, as a part of the largest. */
function pivotRatio(n: number, factor: number): number {
  const memory = view();
  let [least, largest] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0, at = factor / 8; i < n; i++, at += n + 1) {
    const pivot = Math.abs(memory[at]!);
    if (pivot < least) least = pivot;
    if (pivot > largest) largest = pivot;
  }
  return least / largest;
}

/** Whether `length` numbers of the arena, and their sum, are finite. */
export function allFinite(length: number, pointer: number): boolean {
  return Number.isFinite(kernels.asum(length, pointer, 1));
}

/** Undefined also where this package refuses: memory may be used up. */
export function attempt<T>(body: (keep: Keep) => T | undefined): T | undefined {
  try {
    return borrowing(body);
  } catch (error) {
    if (error instanceof EchelonError) return undefined;
    throw error;
  }
}
