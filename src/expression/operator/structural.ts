import type { Shape } from "../../value/shape.ts";
import { add } from "../add.ts";
import { uniform } from "../contract.ts";
import { elementwise } from "../elementwise.ts";
import type { Expression } from "../node.ts";
import { concat, gather, pad, reshape, scatterAdd, slice } from "../structural.ts";
import { broadcastTo, contractionOf } from "../view.ts";
import type { Operator } from "./operator.ts";
import { product } from "./product.ts";

const fill = (batch: Shape, value: number): number[] => batch.map(() => value);
const ones = (batch: Shape): number[] => fill(batch, 1);
const zero = (batch: Shape): number[] => fill(batch, 0);

const reshapeOperator: Operator = {
  forward: (node, [tangent], batch) => tangent && reshape(tangent, [...node.shape, ...batch]),
  reverse: (node, cotangent, batch) => [reshape(cotangent, [...batch, ...node.inputs[0]!.shape])],
};

const sliceOperator: Operator = {
  forward(node, [tangent], batch) {
    const { start, stop, step } = node.attributes;
    if (!tangent) return undefined;
    return slice(
      tangent,
      [...start, ...zero(batch)],
      [...stop, ...batch],
      [...step, ...ones(batch)],
    );
  },
  reverse(node, cotangent, batch) {
    const { start, step } = node.attributes;
    const shape = [...batch, ...node.inputs[0]!.shape];
    return [pad(cotangent, [...zero(batch), ...start], [...ones(batch), ...step], shape)];
  },
};

const padOperator: Operator = {
  forward(node, [tangent], batch) {
    const { start, step } = node.attributes;
    const shape = [...node.shape, ...batch];
    return tangent && pad(tangent, [...start, ...zero(batch)], [...step, ...ones(batch)], shape);
  },
  reverse(node, cotangent, batch) {
    const { start, step } = node.attributes;
    const stop = node.inputs[0]!.shape.map((n, axis) =>
      n === 0 ? start[axis] : start[axis] + (n - 1) * step[axis] + 1,
    );
    return [
      slice(cotangent, [...zero(batch), ...start], [...batch, ...stop], [...ones(batch), ...step]),
    ];
  },
};

const concatOperator: Operator = {
  forward(node, tangents, batch) {
    if (tangents.every((tangent) => !tangent)) return undefined;
    const parts = tangents.map(
      (tangent, k) => tangent ?? uniform(0, [...node.inputs[k]!.shape, ...batch]),
    );
    return concat(parts, node.attributes.axis);
  },
  reverse(node, cotangent, batch) {
    const axis = batch.length + node.attributes.axis;
    let offset = 0;
    return node.inputs.map((input) => {
      const start = cotangent.shape.map((_, i) => (i === axis ? offset : 0));
      offset += input.shape[node.attributes.axis]!;
      const stop = cotangent.shape.map((n, i) => (i === axis ? offset : n));
      return slice(cotangent, start, stop, ones(cotangent.shape));
    });
  },
};

const gatherOperator: Operator = {
  forward: (node, [tangent]) =>
    tangent && gather(tangent, node.attributes.indices, node.attributes.axis),
  reverse(node, cotangent, batch) {
    const { axis, indices } = node.attributes;
    return [scatterAdd(cotangent, indices, batch.length + axis, node.inputs[0]!.shape[axis]!)];
  },
};

const scatterAddOperator: Operator = {
  forward: (node, [tangent]) =>
    tangent &&
    scatterAdd(
      tangent,
      node.attributes.indices,
      node.attributes.axis,
      node.shape[node.attributes.axis]!,
    ),
  reverse(node, cotangent, batch) {
    return [gather(cotangent, node.attributes.indices, batch.length + node.attributes.axis)];
  },
};

/** The extreme's derivative is shared equally by all elements that attain it. */
function winners(node: Expression): Expression {
  const [x] = node.inputs;
  const axes: number[] = node.attributes.axes;
  const kept = x!.shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
  const attained = elementwise("equalTo", [x!, broadcastTo(reshape(node, kept), x!.shape)]);
  const all = x!.shape.map((_, axis) => axis);
  const count = contractionOf(
    [[attained, all]],
    all.filter((axis) => !axes.includes(axis)),
    x!.shape,
  );
  return elementwise("div", [attained, broadcastTo(reshape(count, kept), x!.shape)]);
}

/** x / ‖x‖, and 0 at the origin: divided by ∞ there, which holds for the next derivatives too. */
function direction(node: Expression): Expression {
  const [x] = node.inputs;
  const infinite = elementwise("where", [node, uniform(0), uniform(Number.POSITIVE_INFINITY)]);
  return elementwise("div", [x!, broadcastTo(add(node, infinite), x!.shape)]);
}

/** A reduction whose derivative by each element is given by `slopes`, an array of the input's shape. */
function reduction(slopes: (node: Expression) => Expression): Operator {
  const labelsOf = (node: Expression, batch: Shape) => {
    const axes = node.inputs[0]!.shape.map((_, axis) => axis);
    const kept = axes.filter((axis) => !node.attributes.axes.includes(axis));
    return { axes, kept, extra: batch.map((_, i) => axes.length + i) };
  };
  return {
    forward(node, [tangent], batch) {
      if (!tangent) return undefined;
      const { axes, kept, extra } = labelsOf(node, batch);
      return product(
        [
          { node: slopes(node), labels: axes },
          { node: tangent, labels: [...axes, ...extra] },
        ],
        [...kept, ...extra],
      );
    },
    reverse(node, cotangent, batch) {
      const { axes, kept, extra } = labelsOf(node, batch);
      const seed = { node: cotangent, labels: [...extra, ...kept] };
      return [product([{ node: slopes(node), labels: axes }, seed], [...extra, ...axes])];
    },
  };
}

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
  reduceMax: reduction(winners),
  reduceMin: reduction(winners),
  norm: reduction(direction),
  peak: unseen,
};
