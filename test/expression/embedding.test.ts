import { expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { embed, splitEmbedding } from "../../src/expression/embedding.ts";
import { diag } from "../../src/expression/function/matrix.ts";
import { variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { broadcastTo, contractionOf, identity } from "../../src/expression/view.ts";

const x = variable("x", [1, 2]);
const a = variable("a", 0.5);

const embeddings: [string, Expression, number[], number[]][] = [
  ["a diagonal", diag(x), [2], [0, 0]],
  ["a broadcast vector", broadcastTo(x, [3, 2]), [2], [-1, 0]],
  ["a broadcast number", broadcastTo(a, [2, 2]), [], [-1, -1]],
  ["an identity", identity([3]), [3], [0, 0]],
  ["a multiple of the identity", identity([3]).mul(a), [3], [0, 0]],
  [
    "an identity beside a vector",
    contractionOf([[x, [0]]], [0, 1, 1], { 1: 3 }),
    [2, 3],
    [0, 1, 1],
  ],
  ["a row of diagonals", contractionOf([[x, [0]]], [5, 0, 0], { 5: 4 }), [2], [-1, 0, 0]],
];

test.each(embeddings)("%s is split and put together again", (_, node, shape, axes) => {
  const split = splitEmbedding(node)!;
  expect(split.core.shape).toEqual(shape);
  expect(split.axes).toEqual(axes);
  expect(embed(split.core, split.axes, node.shape)).toBe(node);
});

test.each([
  ["a variable", x],
  [
    "an outer product",
    contractionOf(
      [
        [x, [0]],
        [x, [1]],
      ],
      [0, 1],
    ),
  ],
  ["a sum", x.sum()],
  ["a number", a.mul(3)],
])("%s is none", (_, node) => {
  expect(splitEmbedding(node)).toBe(undefined);
});
