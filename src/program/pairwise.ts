import { axes } from "./axis.ts";
import { emitKernel, type Problem } from "./emitKernel.ts";
import { matrixKernel, productKernel, sumKernel } from "./kernel.ts";
import { multiplied } from "./multiplied.ts";
import { type Operand, operand, viewOver } from "./operand.ts";
import type { View } from "./view.ts";

/** scale · factor · Σ a·b over `kept`. */
export function contractPair(
  problem: Problem,
  a: Operand,
  b: Operand,
  kept: readonly number[],
): View {
  const left = withoutLone(problem, a, b, kept);
  const right = withoutLone(problem, b, a, kept);
  if (left.labels.every((label) => kept.includes(label)))
    return multiplied(problem, [left, right], kept);
  const asked = axes(problem.sizes, kept, left, right);
  const direct = matrixKernel(asked);
  if (direct) return emitKernel(problem, direct, kept, kept, left, right);
  const order = freeLast(left, right, kept);
  const kernel = order ? matrixKernel(axes(problem.sizes, order, left, right)) : undefined;
  if (kernel) return emitKernel(problem, kernel, order!, kept, left, right);
  const dot = productKernel(asked);
  if (dot) return emitKernel(problem, dot, kept, kept, left, right);
  // Neither axis of a matrix is contiguous: with copies one is.
  return contractPair(problem, compact(problem, left, kept), compact(problem, right, kept), kept);
}

/** Sums an operand over the labels that only it has. */
function withoutLone(
  { builder, sizes }: Problem,
  item: Operand,
  other: Operand,
  kept: readonly number[],
): Operand {
  const isShared = (label: number) => kept.includes(label) || other.labels.includes(label);
  if (item.labels.every(isShared)) return item;
  const shared = item.labels.filter(isShared);
  return operand(sumOut({ builder, sizes, scale: 1, factor: undefined }, item, shared), shared);
}

/** The result's labels with those of both operands first, then those of a, then those of b. */
function freeLast(a: Operand, b: Operand, kept: readonly number[]): number[] | undefined {
  const group = (inA: boolean, inB: boolean) =>
    kept.filter((label) => a.labels.includes(label) === inA && b.labels.includes(label) === inB);
  const [both, onlyA, onlyB] = [group(true, true), group(true, false), group(false, true)];
  if (both.length === 0 && onlyA.length < 2 && onlyB.length < 2) return undefined;
  return [...both, ...onlyA, ...onlyB];
}

/** A row-major copy, summed labels last. */
function compact({ builder, sizes }: Problem, item: Operand, kept: readonly number[]): Operand {
  const isKept = (label: number) => kept.includes(label);
  // In order of label, so that the summed axes of both operands merge.
  const summed = item.labels.filter((label) => !isKept(label)).sort((x, y) => x - y);
  const labels = [...item.labels.filter(isKept), ...summed];
  return operand(builder.copied(viewOver(item, labels, sizes)), labels);
}

/** scale · factor · Σ a over `kept`. */
export function sumOut(problem: Problem, a: Operand, kept: readonly number[]): View {
  const kernel = sumKernel(axes(problem.sizes, kept, a, undefined));
  return emitKernel(problem, kernel, kept, kept, a, undefined);
}
