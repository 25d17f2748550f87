import type { Shape } from "../../value/shape.ts";
import { add } from "../add.ts";
import { uniform } from "../contract.ts";
import { elementwise } from "../elementwise.ts";
import {
  concat,
  gather,
  pad,
  reshape,
  scatterAdd,
  slice,
  sliceAlong,
  spread,
} from "../structural.ts";
import { broadcastTo, sumAxes } from "../view.ts";
import { elementwiseOperator, type Partials } from "./elementwise.ts";
import type { Operator } from "./operator.ts";

const ones = (batch: Shape): number[] => batch.map(() => 1);
const zeros = (batch: Shape): number[] => batch.map(() => 0);

const reshapeOperator: Operator = {
  forward: (node, [tangent], batch) => reshape(tangent!, [...node.shape, ...batch]),
  reverse: (node, cotangent, batch) => [reshape(cotangent, [...batch, ...node.inputs[0]!.shape])],
};

const sliceOperator: Operator = {
  forward({ attributes: { start, stop, step } }, [tangent], batch) {
    const end = [...stop, ...batch];
    return slice(tangent!, [...start, ...zeros(batch)], end, [...step, ...ones(batch)]);
  },
  reverse({ attributes: { start, step }, inputs }, cotangent, batch) {
    const shape = [...batch, ...inputs[0]!.shape];
    return [pad(cotangent, [...zeros(batch), ...start], [...ones(batch), ...step], shape)];
  },
};

const padOperator: Operator = {
  forward({ attributes: { start, step }, shape }, [tangent], batch) {
    const whole = [...shape, ...batch];
    return pad(tangent!, [...start, ...zeros(batch)], [...step, ...ones(batch)], whole);
  },
  reverse({ attributes: { start, step }, inputs }, cotangent, batch) {
    const stop = inputs[0]!.shape.map((n, axis) =>
      n === 0 ? start[axis] : start[axis] + (n - 1) * step[axis] + 1,
    );
    const end = [...batch, ...stop];
    return [slice(cotangent, [...zeros(batch), ...start], end, [...ones(batch), ...step])];
  },
};

const concatOperator: Operator = {
  forward({ attributes, inputs }, tangents, batch) {
    const parts = tangents.map(
      (tangent, k) => tangent ?? uniform(0, [...inputs[k]!.shape, ...batch]),
    );
    return concat(parts, attributes.axis);
  },
  reverse({ attributes: { axis }, inputs }, cotangent, batch) {
    let offset = 0;
    return inputs.map(({ shape }) => {
      const from = offset;
      offset += shape[axis]!;
      return sliceAlong(cotangent, batch.length + axis, from, offset);
    });
  },
};

const gatherOperator: Operator = {
  forward: ({ attributes: { indices, axis } }, [tangent]) => gather(tangent!, indices, axis),
  reverse: ({ attributes: { indices, axis }, inputs }, cotangent, batch) => [
    scatterAdd(cotangent, indices, batch.length + axis, inputs[0]!.shape[axis]!),
  ],
};

const scatterAddOperator: Operator = {
  forward: ({ attributes: { indices, axis }, shape }, [tangent]) =>
    scatterAdd(tangent!, indices, axis, shape[axis]!),
  reverse: ({ attributes: { indices, axis } }, cotangent, batch) => [
    gather(cotangent, indices, batch.length + axis),
  ],
};

/** The extreme's derivative is shared equally by all elements that attain it. */
const winners: Partials = ([x], node) => {
  const axes: number[] = node.attributes.axes;
  const attained = elementwise("equalTo", [x!, spread(node, x!, axes)]);
  return [elementwise("div", [attained, spread(sumAxes(attained, axes), x!, axes)])];
};

/** x / ‖x‖, and 0 at the origin: divided by ∞ there, which holds for the next derivatives too. */
const direction: Partials = ([x], node) => {
  const infinite = elementwise("where", [node, uniform(0), uniform(Number.POSITIVE_INFINITY)]);
  return [elementwise("div", [x!, broadcastTo(add(node, infinite), x!.shape)])];
};

/** A value that derivatives do not see: the shift of logSumExp, whose derivative cancels. */
const unseen: Operator = { forward: () => undefined, reverse: () => [undefined] };

/** Operators that move elements without changing them, and reductions that are not sums. */
export const structural: Record<string, Operator> = {
  reshape: reshapeOperator,
  slice: sliceOperator,
  pad: padOperator,
  concat: concatOperator,
  gather: gatherOperator,
  scatterAdd: scatterAddOperator,
  reduceMax: elementwiseOperator(winners),
  reduceMin: elementwiseOperator(winners),
  norm: elementwiseOperator(direction),
  peak: unseen,
};
