import type { Axis } from "./axis.ts";
import type { Contract } from "./encodeContract.ts";
import {
  LEAF_DOT,
  LEAF_GEMM,
  LEAF_GEMV,
  LEAF_GEMV_T,
  LEAF_PRODUCT,
  LEAF_SCALED,
  LEAF_SUM,
} from "./opcode.ts";

/** The innermost kernel of a contraction, and the loops around it. */
export interface Kernel extends Contract {
  readonly name: string;
  /** Loops left over, outermost first; steps as the kernel's operands are ordered. */
  readonly loops: readonly Axis[];
  /** The kernel's first operand is b. */
  readonly swapped: boolean;
  /** Some loop sums, so that the result is zeroed and added to. */
  readonly accumulates: boolean;
  readonly flops: number;
}

const exchanged = ({ count, out, a, b }: Axis): Axis => ({ count, out, a: b, b: a });

/** A kernel that works off the axes `inner` of `all`. */
function kernel(
  name: string,
  leaf: number,
  sizes: readonly number[],
  all: readonly Axis[],
  inner: readonly Axis[],
  swapped = false,
): Kernel {
  const loops = all.filter((axis) => !inner.includes(axis));
  const flops = all.reduce((product, { count }) => product * count, 2);
  const accumulates = loops.some(isSummed);
  return { name, leaf, sizes, loops, swapped, accumulates, flops };
}

const isSummed = ({ out }: Axis): boolean => out === 0;
const isUnit = ({ out }: Axis): boolean => out === 1;

/** The first one of which a measure is largest. */
function most<T>(list: readonly T[], measure: (item: T) => number): T | undefined {
  let best: T | undefined;
  for (const item of list) if (best === undefined || measure(item) > measure(best)) best = item;
  return best;
}

const longest = (list: readonly Axis[]): Axis | undefined => most(list, ({ count }) => count);
const tightest = (list: readonly Axis[]): Axis | undefined => most(list, ({ a }) => -a);

const rowsOf = (all: readonly Axis[]): Axis[] =>
  all.filter(({ out, a, b }) => out !== 0 && a !== 0 && b === 0);

/** A sum of products of two operands with a free axis: GEMM or GEMV, if the strides allow it. */
export function matrixKernel(given: readonly Axis[]): Kernel | undefined {
  const turned = given.map(exchanged);
  const [rows, columns] = [rowsOf(given), rowsOf(turned)];
  // GEMV has rows, and GEMM columns with the result's contiguous axis.
  const swapped = rows.length === 0 || (columns.length > 0 && rows.some(isUnit));
  const [all, left] = swapped ? [turned, columns] : [given, rows];
  const depths = all.filter((axis) => isSummed(axis) && axis.a !== 0 && axis.b !== 0);
  if (rows.length === 0 || columns.length === 0) return vectorKernel(all, left, depths, swapped);
  const m = longest(left)!;
  const n = all.find((axis) => isUnit(axis) && axis.a === 0 && axis.b !== 0);
  if (!n) return undefined;
  // Along the sum, both matrices are row- or column-major.
  const isMajor = ({ a, b }: Axis) => (a === 1 || m.a === 1) && (b === 1 || n.b === 1);
  const k = longest(depths.filter(isMajor));
  if (!k) return undefined;
  const [transA, transB] = [k.a === 1 ? 0 : 1, n.b === 1 ? 0 : 1];
  const [aRow, bRow] = [transA ? k.a : m.a, transB ? n.b : k.b];
  const sizes = [transA, transB, m.count, n.count, k.count, aRow, bRow, m.out];
  return kernel("gemm", LEAF_GEMM, sizes, all, [m, n, k], swapped);
}

function vectorKernel(
  all: readonly Axis[],
  rows: readonly Axis[],
  depths: readonly Axis[],
  swapped: boolean,
): Kernel | undefined {
  const pairs = rows.flatMap((m) => depths.map((k) => ({ m, k })));
  const best = most(
    pairs.filter(({ m, k }) => m.a === 1 || k.a === 1),
    ({ m, k }) => m.count * k.count,
  );
  if (!best) return undefined;
  const { m, k } = best;
  return k.a === 1
    ? kernel("gemv", LEAF_GEMV, [m.count, k.count, m.a, k.b, m.out], all, [m, k], swapped)
    : kernel("gemvT", LEAF_GEMV_T, [k.count, m.count, k.a, k.b, m.out], all, [m, k], swapped);
}

/** A sum of products without free axes: dot products, or products added up where those are contiguous. */
export function productKernel(all: readonly Axis[]): Kernel | undefined {
  if (all.some(({ out, a, b }) => out !== 0 && (a === 0 || b === 0))) return undefined;
  const batch = longest(all.filter(isUnit));
  const k = longest(all.filter(isSummed))!;
  if (batch && batch.a === 1 && batch.b === 1 && k.a !== 1 && k.b !== 1)
    return kernel("product", LEAF_PRODUCT, [batch.count, 1, 1, 1], all, [batch]);
  return kernel("dot", LEAF_DOT, [k.count, k.a, k.b], all, [k]);
}

/** A product without sum. The innermost loop is the result's contiguous axis. */
export function outerKernel(given: readonly Axis[]): Kernel {
  const { count, a, b } = given.find(isUnit)!;
  const swapped = a === 0;
  const all = swapped ? given.map(exchanged) : given;
  const inner = [all.find(isUnit)!];
  return swapped || b === 0
    ? kernel("outer", LEAF_SCALED, [count, 1, swapped ? b : a], all, inner, swapped)
    : kernel("product", LEAF_PRODUCT, [count, 1, a, b], all, inner);
}

/** A sum of one operand. */
export function sumKernel(all: readonly Axis[]): Kernel {
  const free = tightest(all.filter((axis) => !isSummed(axis)));
  const k = tightest(all.filter(isSummed))!;
  return free && free.a < k.a
    ? kernel("sum", LEAF_SCALED, [free.count, free.out, free.a], all, [free])
    : kernel("sum", LEAF_SUM, [k.count, k.a], all, [k]);
}
