import { size } from "../value/shape.ts";
import type { Builder } from "./builder.ts";
import { encodeContract } from "./encodeContract.ts";
import type { Encoder } from "./encoder.ts";
import type { Total } from "./instruction.ts";
import type { Kernel } from "./kernel.ts";
import { LEAF_DOT, LEAF_SUM } from "./opcode.ts";
import { type Operand, operand, origin, viewOver } from "./operand.ts";
import type { View } from "./view.ts";

/** What the steps of lowering one contraction share. */
export interface Problem {
  readonly builder: Builder;
  readonly sizes: readonly number[];
  readonly scale: number;
  /** A scalar that multiplies the result. */
  readonly factor: View | undefined;
  /** Whether the halves of the result's labels may change places. */
  readonly isSymmetric?: (() => boolean) | undefined;
}

/** The number and the scalar that multiply a result. */
export function factorsOf({ builder, scale, factor }: Problem): View[] {
  const number = builder.number(scale);
  return factor ? [number, factor] : [number];
}

/** A dot product or sum of dense arrays, as what a fused loop can collect. */
function totalOf(
  problem: Problem,
  { leaf, sizes, loops }: Kernel,
  a: Operand,
  b: Operand | undefined,
): Total | undefined {
  const isUnit = sizes[1] === 1 && (leaf === LEAF_SUM || sizes[2] === 1);
  if ((leaf !== LEAF_DOT && leaf !== LEAF_SUM) || loops.length > 0 || !isUnit) return undefined;
  const operands = (b ? [a, b] : [a]).map((item) => ({
    ...origin(item),
    shape: [sizes[0]!],
    strides: [1],
  }));
  const factors = factorsOf(problem);
  return { size: sizes[0]!, operands, factors: problem.scale === 1 ? factors.slice(1) : factors };
}

/**
 * Emits a contraction as one instruction; the result is row-major in `order`, and seen over `kept`.
 */
export function emitKernel(
  problem: Problem,
  kernel: Kernel,
  order: readonly number[],
  kept: readonly number[],
  a: Operand,
  b: Operand | undefined,
): View {
  const { builder, sizes } = problem;
  const shape = order.map((label) => sizes[label]!);
  const factors = factorsOf(problem);
  const [first, second] = kernel.swapped ? [b!, a] : [a, b];
  const operands = [origin(first), second ? origin(second) : builder.number(1)] as const;
  const zeroed = kernel.accumulates ? size(shape) : undefined;
  const encode = (tape: Encoder, out: View): void =>
    encodeContract(tape, kernel, out, ...operands, factors, zeroed);
  const total = totalOf(problem, kernel, a, b);
  const { name, flops } = kernel;
  const result = builder.array(name, shape, [...operands, ...factors], flops, encode, false, total);
  return viewOver(operand(result, order), kept, sizes);
}
