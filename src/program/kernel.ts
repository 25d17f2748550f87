import type { Axis } from "./axis.ts";
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
export interface Kernel {
  readonly name: string;
  readonly leaf: number;
  /** Arguments of the kernel in the order of assembly/tape/contract.ts. */
  readonly sizes: readonly number[];
  /** Loops left over, outermost first; steps as the kernel's operands are ordered. */
  readonly loops: readonly Axis[];
  /** The kernel's first operand is b. */
  readonly swapped: boolean;
  /** Some loop sums, so that the result is zeroed and added to. */
  readonly accumulates: boolean;
  readonly flops: number;
}

const exchanged = ({ count, out, a, b }: Axis): Axis => ({ count, out, a: b, b: a });

function kernel(
  name: string,
  leaf: number,
  sizes: readonly number[],
  all: readonly Axis[],
  inner: readonly Axis[],
  swapped: boolean,
): Kernel {
  const left = all.filter((axis) => !inner.includes(axis));
  const flops = all.reduce((product, { count }) => product * count, 2);
  const accumulates = left.some(({ out }) => out === 0);
  const loops = swapped ? left.map(exchanged) : left;
  return { name, leaf, sizes, loops, swapped, accumulates, flops };
}

const longest = (list: readonly Axis[]): Axis | undefined =>
  list.reduce<Axis | undefined>(
    (best, axis) => (best && best.count >= axis.count ? best : axis),
    undefined,
  );

const tightest = (list: readonly Axis[]): Axis | undefined =>
  list.reduce<Axis | undefined>(
    (best, axis) => (best && best.a <= axis.a ? best : axis),
    undefined,
  );

/** A sum of products of two operands with a free axis: GEMM or GEMV, if the strides allow it. */
export function matrixKernel(all: readonly Axis[]): Kernel | undefined {
  const depths = all.filter(({ out, a, b }) => out === 0 && a !== 0 && b !== 0);
  const rows = all.filter(({ out, a, b }) => out !== 0 && a !== 0 && b === 0);
  const columns = all.filter(({ out, a, b }) => out !== 0 && a === 0 && b !== 0);
  if (rows.length + columns.length === 0) return undefined;
  if (rows.length === 0 || columns.length === 0) return vectorKernel(all, depths, rows, columns);
  const isUnit = ({ out }: Axis) => out === 1;
  // The result's contiguous axis must be one of the two that the kernel writes.
  const swapped = rows.some(isUnit);
  const m = swapped ? longest(columns) : longest(rows);
  const n = (swapped ? rows : columns).find(isUnit);
  if (!m || !n) return undefined;
  const k = bestDepth(depths, m, n, swapped);
  if (!k) return undefined;
  const [a, b] = swapped ? (["b", "a"] as const) : (["a", "b"] as const);
  const [transA, transB] = [k[a] === 1 ? 0 : 1, n[b] === 1 ? 0 : 1];
  const aRow = transA ? k[a] : m[a];
  const bRow = transB ? n[b] : k[b];
  const sizes = [transA, transB, m.count, n.count, k.count, aRow, bRow, m.out];
  return kernel("gemm", LEAF_GEMM, sizes, all, [m, n, k], swapped);
}

/** The summed axis along which both matrices are row- or column-major. */
function bestDepth(depths: readonly Axis[], m: Axis, n: Axis, swapped: boolean): Axis | undefined {
  const [a, b] = swapped ? (["b", "a"] as const) : (["a", "b"] as const);
  return longest(depths.filter((k) => (k[a] === 1 || m[a] === 1) && (k[b] === 1 || n[b] === 1)));
}

function vectorKernel(
  all: readonly Axis[],
  depths: readonly Axis[],
  rows: readonly Axis[],
  columns: readonly Axis[],
): Kernel | undefined {
  const swapped = rows.length === 0;
  const [a, b] = swapped ? (["b", "a"] as const) : (["a", "b"] as const);
  const free = swapped ? columns : rows;
  let best: { m: Axis; k: Axis } | undefined;
  for (const m of free) {
    for (const k of depths) {
      const isBetter = !best || m.count * k.count > best.m.count * best.k.count;
      if ((m[a] === 1 || k[a] === 1) && isBetter) best = { m, k };
    }
  }
  if (!best) return undefined;
  const { m, k } = best;
  if (k[a] === 1) {
    const sizes = [m.count, k.count, m[a], k[b], m.out];
    return kernel("gemv", LEAF_GEMV, sizes, all, [m, k], swapped);
  }
  const sizes = [k.count, m.count, k[a], k[b], m.out];
  return kernel("gemvT", LEAF_GEMV_T, sizes, all, [m, k], swapped);
}

/** A sum of products without free axes: dot products, or products added up where those are contiguous. */
export function productKernel(all: readonly Axis[]): Kernel | undefined {
  if (all.some(({ out, a, b }) => out !== 0 && (a === 0 || b === 0))) return undefined;
  const batch = longest(all.filter(({ out }) => out === 1));
  const k = longest(all.filter(({ out }) => out === 0))!;
  if (batch && batch.a === 1 && batch.b === 1 && k.a !== 1 && k.b !== 1) {
    return kernel("product", LEAF_PRODUCT, [batch.count, 1, 1, 1], all, [batch], false);
  }
  return kernel("dot", LEAF_DOT, [k.count, k.a, k.b], all, [k], false);
}

/** A product without sum. The innermost loop is the result's contiguous axis. */
export function outerKernel(all: readonly Axis[]): Kernel {
  const inner = all.find(({ out }) => out === 1)!;
  if (inner.a !== 0 && inner.b !== 0) {
    const sizes = [inner.count, 1, inner.a, inner.b];
    return kernel("product", LEAF_PRODUCT, sizes, all, [inner], false);
  }
  const swapped = inner.a === 0;
  const sizes = [inner.count, 1, swapped ? inner.b : inner.a];
  return kernel("outer", LEAF_SCALED, sizes, all, [inner], swapped);
}

/** A sum of one operand. */
export function sumKernel(all: readonly Axis[]): Kernel {
  const free = tightest(all.filter(({ out }) => out !== 0));
  const k = tightest(all.filter(({ out }) => out === 0))!;
  if (free && free.a < k.a) {
    return kernel("sum", LEAF_SCALED, [free.count, free.out, free.a], all, [free], false);
  }
  return kernel("sum", LEAF_SUM, [k.count, k.a], all, [k], false);
}
