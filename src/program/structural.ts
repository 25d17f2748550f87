import type { Expression } from "../expression/node.ts";
import { size } from "../value/shape.ts";
import { type Builder, encodeCopy } from "./builder.ts";
import type { Encoder } from "./encoder.ts";
import * as op from "./opcode.ts";
import { isDense, isSpread, loops, reshaped, type View, whole } from "./view.ts";

const input = (builder: Builder, node: Expression): View => builder.value(node.inputs[0]!);

export function reshape(builder: Builder, node: Expression): View {
  const view = input(builder, node);
  return reshaped(isDense(view) || isSpread(view) ? view : builder.copied(view), node.shape);
}

export function slice(builder: Builder, node: Expression): View {
  const view = input(builder, node);
  const { start, step } = node.attributes;
  let offset = view.offset;
  for (let axis = 0; axis < node.shape.length; axis++) offset += start[axis] * view.strides[axis]!;
  const strides = view.strides.map((stride, axis) => stride * step[axis]);
  // A slice without elements may start behind the end.
  return { ...view, offset: size(node.shape) === 0 ? 0 : offset, shape: node.shape, strides };
}

/** Where the elements start, start + step, … of an array are. */
function part(
  view: View,
  start: readonly number[],
  step: readonly number[],
  shape: View["shape"],
): View {
  let offset = view.offset;
  for (let axis = 0; axis < shape.length; axis++) offset += start[axis]! * view.strides[axis]!;
  const strides = view.strides.map((stride, axis) => stride * step[axis]!);
  return { ...view, offset, shape, strides };
}

export function pad(builder: Builder, node: Expression): View {
  const source = input(builder, node);
  const zero = builder.number(0);
  const target = builder.temporary(size(node.shape), source.buffer.constant);
  const result = whole(target, node.shape);
  const place = part(result, node.attributes.start, node.attributes.step, source.shape);
  builder.structured("pad", [source, zero], [target], 0, (tape) => {
    encodeFill(tape, result, zero);
    if (size(source.shape) > 0) encodeCopy(tape, place, source);
  });
  return result;
}

function encodeFill(tape: Encoder, y: View, value: View): void {
  tape.integers(op.FILL);
  tape.view(y);
  tape.integers(size(y.shape));
  tape.view(value);
}

export function concat(builder: Builder, node: Expression): View {
  const sources = node.inputs.map((piece) => builder.value(piece));
  const target = builder.temporary(
    size(node.shape),
    sources.every(({ buffer }) => buffer.constant),
  );
  const result = whole(target, node.shape);
  const axis: number = node.attributes.axis;
  const ones = node.shape.map(() => 1);
  builder.structured("concat", sources, [target], 0, (tape) => {
    const start = node.shape.map(() => 0);
    for (const source of sources) {
      if (size(source.shape) > 0) encodeCopy(tape, part(result, start, ones, source.shape), source);
      start[axis]! += source.shape[axis]!;
    }
  });
  return result;
}

export function gather(builder: Builder, node: Expression): View {
  return indexed(builder, node, op.GATHER);
}

export function scatterAdd(builder: Builder, node: Expression): View {
  return indexed(builder, node, op.SCATTER_ADD);
}

function indexed(builder: Builder, node: Expression, opcode: number): View {
  const source = builder.dense(input(builder, node));
  const axis: number = node.attributes.axis;
  const indices: readonly number[] = node.attributes.indices;
  const target = builder.temporary(size(node.shape), source.buffer.constant);
  const table = builder.persistent(Math.ceil(indices.length / 2), true);
  builder.tables.push({ buffer: table, data: indices });
  const result = whole(target, node.shape);
  const [x, y] = opcode === op.GATHER ? [source, result] : [result, source];
  const outer = size(node.shape.slice(0, axis));
  const inner = size(node.shape.slice(axis + 1));
  const reads = [source, whole(table, [])];
  builder.structured(node.op, reads, [target], 0, (tape) => {
    tape.integers(opcode, outer, indices.length, inner, x.shape[axis]!);
    tape.view(x);
    tape.view(y);
    tape.address(table);
  });
  return result;
}

const reductions: Record<string, number> = {
  reduceMax: op.REDUCE_MAXIMUM,
  reduceMin: op.REDUCE_MINIMUM,
  peak: op.REDUCE_PEAK,
};

export function reduce(builder: Builder, node: Expression): View {
  const source = input(builder, node);
  const axes: readonly number[] = node.attributes.axes;
  const target = builder.temporary(size(node.shape), source.buffer.constant);
  const result = whole(target, node.shape);
  let kept = 0;
  const steps = source.shape.map((_, axis) => (axes.includes(axis) ? 0 : result.strides[kept++]!));
  const nest = loops(source.shape, [steps, source.strides]);
  // Reduced loops inside, so that each result is finished in a register.
  const ordered = [
    ...nest.filter(({ steps: [y] }) => y !== 0),
    ...nest.filter(({ steps: [y] }) => y === 0),
  ];
  builder.structured(node.op, [source], [target], size(source.shape), (tape) => {
    tape.integers(op.REDUCE, reductions[node.op]!, target.size);
    tape.view(result);
    tape.view(source);
    tape.integers(ordered.length);
    for (const loop of ordered) tape.integers(loop.count, 8 * loop.steps[0]!, 8 * loop.steps[1]!);
  });
  return result;
}

export function norm(builder: Builder, node: Expression): View {
  const source = builder.dense(input(builder, node));
  const target = builder.temporary(1, source.buffer.constant);
  const result = whole(target, []);
  const count = size(source.shape);
  builder.structured("norm", [source], [target], 2 * count, (tape) => {
    tape.integers(op.REDUCE, op.REDUCE_NORM, 1);
    tape.view(result);
    tape.view(source);
    tape.integers(1, count, 0, 8);
  });
  return result;
}
