import type { Builder } from "./builder.ts";
import { encodeContract } from "./encodeContract.ts";
import type { Encoder } from "./encoder.ts";
import { type Kernel, matrixKernel, productKernel, sumKernel } from "./kernel.ts";
import type { Total } from "./instruction.ts";
import { LEAF_DOT, LEAF_SUM } from "./opcode.ts";
import { type Operand, operand, strideOf, viewOver } from "./operand.ts";
import { product } from "./product.ts";
import { type View, whole } from "./view.ts";

/** What the steps of lowering one contraction share. */
export interface Problem {
  readonly builder: Builder;
  readonly sizes: readonly number[];
  readonly scale: number;
  /** A scalar that multiplies the result. */
  readonly factor: View | undefined;
}

/** A label, or several merged into one, with its size and the steps of out, a and b in elements. */
export interface Axis {
  readonly count: number;
  readonly out: number;
  readonly a: number;
  readonly b: number;
}

/** scale · factor · Σ a·b over `kept`. */
export function contractPair(
  problem: Problem,
  a: Operand,
  b: Operand,
  kept: readonly number[],
): View {
  const needed = new Set(kept);
  const left = withoutLone(problem, a, b, needed);
  const right = withoutLone(problem, b, a, needed);
  const isSummed = left.labels.some((label) => !needed.has(label));
  if (!isSummed) {
    const factors = problem.factor ? [left, right, operand(problem.factor, [])] : [left, right];
    return product(problem.builder, factors, kept, problem.sizes, problem.scale);
  }
  for (const order of layouts(left, right, kept)) {
    const kernel = matrixKernel(axes(problem, order, left, right));
    if (kernel) return emit(problem, kernel, order, kept, left, right);
  }
  const kernel = productKernel(axes(problem, kept, left, right));
  if (kernel) return emit(problem, kernel, kept, kept, left, right);
  // Neither axis of a matrix is contiguous: with copies one is.
  const [denseLeft, denseRight] = [left, right].map((item) => compact(problem, item, needed));
  return contractPair(problem, denseLeft!, denseRight!, kept);
}

/** Sums an operand over the labels that only it has. */
function withoutLone(
  { builder, sizes }: Problem,
  item: Operand,
  other: Operand,
  needed: ReadonlySet<number>,
): Operand {
  const shared = item.labels.filter((label) => needed.has(label) || other.labels.includes(label));
  if (shared.length === item.labels.length) return item;
  return operand(sumOut({ builder, sizes, scale: 1, factor: undefined }, item, shared), shared);
}

/** Orders of the result's axes to try: as asked, then with the free labels of a, or of b, last. */
function* layouts(a: Operand, b: Operand, kept: readonly number[]): Generator<readonly number[]> {
  yield kept;
  const both = kept.filter((label) => a.labels.includes(label) && b.labels.includes(label));
  const onlyA = kept.filter((label) => a.labels.includes(label) && !b.labels.includes(label));
  const onlyB = kept.filter((label) => b.labels.includes(label) && !a.labels.includes(label));
  if (both.length > 0 || onlyA.length > 1 || onlyB.length > 1) yield [...both, ...onlyA, ...onlyB];
}

/** A row-major copy, summed labels last. */
function compact({ builder, sizes }: Problem, item: Operand, needed: ReadonlySet<number>): Operand {
  const isKept = (label: number) => needed.has(label);
  // In order of label, so that the summed axes of both operands merge.
  const summed = item.labels.filter((label) => !isKept(label)).sort((x, y) => x - y);
  const labels = [...item.labels.filter(isKept), ...summed];
  return operand(builder.copied(viewOver(item, labels, sizes)), labels);
}

/** All labels as loops, with the result row-major in `order`; labels that can be are merged. */
function axes(
  { sizes }: Problem,
  order: readonly number[],
  a: Operand,
  b: Operand | undefined,
): Axis[] {
  const summed = a.labels.filter((label) => !order.includes(label));
  const result: Axis[] = [];
  let step = 1;
  for (const label of [...[...order].reverse(), ...summed.reverse()]) {
    const isKept = order.includes(label);
    const count = sizes[label]!;
    const axis = {
      count,
      out: isKept ? step : 0,
      a: strideOf(a, label),
      b: b ? strideOf(b, label) : 0,
    };
    if (isKept) step *= count;
    join(result, axis);
  }
  return result.reverse();
}

/** Appends the next outer axis, or widens an inner one that it continues. */
function join(list: Axis[], axis: Axis): void {
  const index = list.findIndex(
    (inner) =>
      axis.out === inner.out * inner.count &&
      axis.a === inner.a * inner.count &&
      axis.b === inner.b * inner.count,
  );
  if (index < 0) list.push(axis);
  else list[index] = { ...list[index]!, count: list[index]!.count * axis.count };
}

/** scale · factor · Σ a over `kept`. */
export function sumOut(problem: Problem, a: Operand, kept: readonly number[]): View {
  const kernel = sumKernel(axes(problem, kept, a, undefined));
  return emit(problem, kernel, kept, kept, a, undefined);
}

/** A dot product or sum of dense arrays, as what a fused loop can collect. */
function totalOf(
  { builder, scale, factor }: Problem,
  { leaf, sizes, loops }: Kernel,
  a: Operand,
  b: Operand | undefined,
): Total | undefined {
  const isUnit = sizes[1] === 1 && (leaf === LEAF_SUM || sizes[2] === 1);
  if ((leaf !== LEAF_DOT && leaf !== LEAF_SUM) || loops.length > 0 || !isUnit) return undefined;
  const size = sizes[0]!;
  const operands = (b ? [a, b] : [a]).map(({ view }) => ({ ...view, shape: [size], strides: [1] }));
  const factors = scale === 1 ? [] : [builder.number(scale)];
  return { size, operands, factors: factor ? [...factors, factor] : factors };
}

function emit(
  problem: Problem,
  kernel: Kernel,
  order: readonly number[],
  kept: readonly number[],
  a: Operand,
  b: Operand | undefined,
): View {
  const { builder, sizes, scale, factor } = problem;
  const shape = order.map((label) => sizes[label]!);
  const elements = shape.reduce((count, length) => count * length, 1);
  const alpha = builder.number(scale);
  const one = builder.number(1);
  const [first, second] = kernel.swapped ? [b, a] : [a, b];
  const views = [first!.view, second ? second.view : one, alpha, ...(factor ? [factor] : [])];
  const target = builder.temporary(
    elements,
    views.every(({ buffer }) => buffer.constant),
  );
  const result = whole(target, shape);
  const contract = {
    leaf: kernel.leaf,
    sizes: kernel.sizes,
    out: result,
    a: views[0]!,
    b: views[1]!,
    alpha,
    factor,
    zeroed: kernel.accumulates ? elements : 0,
    beta: kernel.accumulates ? (1 as const) : (0 as const),
    loops: kernel.loops.map(({ count, out, a, b }) => [count, out, a, b] as const),
  };
  const encode = (tape: Encoder): void => encodeContract(tape, contract);
  const total = totalOf(problem, kernel, a, b);
  builder.structured(kernel.name, views, [target], kernel.flops, encode, { total });
  return viewOver(operand(result, order), kept, sizes);
}
