import type { Expression } from "../expression/node.ts";
import { size } from "../value/shape.ts";
import { type Builder, encodeCopy, encodeFill } from "./builder.ts";
import type { Encoder } from "./encoder.ts";
import * as op from "./opcode.ts";
import { isDense, isSpread, type Loop, loops, reshaped, type View, whole } from "./view.ts";

const input = (builder: Builder, node: Expression): View => builder.value(node.inputs[0]!);

export function reshape(builder: Builder, node: Expression): View {
  const view = input(builder, node);
  return reshaped(isDense(view) || isSpread(view) ? view : builder.copied(view), node.shape);
}

export function slice(builder: Builder, node: Expression): View {
  const { start, step } = node.attributes;
  return part(input(builder, node), start, step, node.shape);
}

/** Where the elements start, start + step, … of an array are; the first element of the buffer if there are none. */
function part(
  view: View,
  start: readonly number[],
  step: readonly number[],
  shape: View["shape"],
): View {
  const { strides } = view;
  const first = start.reduce((sum, at, axis) => sum + at * strides[axis]!, view.offset);
  return {
    ...view,
    offset: size(shape) === 0 ? 0 : first,
    shape,
    strides: strides.map((stride, axis) => stride * step[axis]!),
  };
}

export function pad(builder: Builder, node: Expression): View {
  const source = input(builder, node);
  const zero = builder.number(0);
  const { start, step } = node.attributes;
  return builder.array("pad", node.shape, [source, zero], 0, (tape, result) => {
    encodeFill(tape, result, zero);
    encodeCopy(tape, part(result, start, step, source.shape), source);
  });
}

export function concat(builder: Builder, node: Expression): View {
  const sources = node.inputs.map((piece) => builder.value(piece));
  const axis: number = node.attributes.axis;
  return builder.array("concat", node.shape, sources, 0, (tape, result) => {
    const start = node.shape.map(() => 0);
    const ones = node.shape.map(() => 1);
    for (const source of sources) {
      encodeCopy(tape, part(result, start, ones, source.shape), source);
      start[axis]! += source.shape[axis]!;
    }
  });
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
  const buffer = builder.persistent(Math.ceil(indices.length / 2), true);
  builder.tables.push({ buffer, data: indices });
  const table = whole(buffer, []);
  const outer = size(node.shape.slice(0, axis));
  const inner = size(node.shape.slice(axis + 1));
  return builder.array(node.op, node.shape, [source, table], 0, (tape, result) => {
    const [x, y] = opcode === op.GATHER ? [source, result] : [result, source];
    tape.put(opcode, outer, indices.length, inner, x.shape[axis], x, y, table);
  });
}

const reductions: Record<string, number> = {
  reduceMax: op.REDUCE_MAXIMUM,
  reduceMin: op.REDUCE_MINIMUM,
  peak: op.REDUCE_PEAK,
};

export function reduce(builder: Builder, node: Expression): View {
  const source = input(builder, node);
  const axes: readonly number[] = node.attributes.axes;
  return builder.array(node.op, node.shape, [source], size(source.shape), (tape, result) => {
    let kept = 0;
    const steps = source.shape.map((_, axis) =>
      axes.includes(axis) ? 0 : result.strides[kept++]!,
    );
    const isReduced = ({ steps: [y] }: Loop) => (y === 0 ? 1 : 0);
    const nest = loops(source.shape, [steps, source.strides]);
    // Reduced loops inside, so that each result is finished in a register.
    nest.sort((one, other) => isReduced(one) - isReduced(other));
    encodeReduce(tape, reductions[node.op]!, result, source, nest);
  });
}

export function norm(builder: Builder, node: Expression): View {
  const source = builder.dense(input(builder, node));
  const count = size(source.shape);
  return builder.array("norm", [], [source], 2 * count, (tape, result) =>
    encodeReduce(tape, op.REDUCE_NORM, result, source, [{ count, steps: [0, 1] }]),
  );
}

function encodeReduce(tape: Encoder, kind: number, y: View, x: View, nest: readonly Loop[]): void {
  tape.put(op.REDUCE, kind, size(y.shape), y, x);
  tape.loops(nest);
}
