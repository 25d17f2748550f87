import { expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { embed, splitEmbedding, united } from "../../src/expression/embedding.ts";
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

const [p, q] = [variable("p", { shape: [2, 3] }), variable("q", [3, 4])];
const placed = (node: Expression, labels: readonly number[], output: readonly number[]) =>
  contractionOf([[node, labels]], output, { 0: 2, 1: 3, 2: 2, 3: 3 });

test.each([
  [
    "a diagonal of rows and a repeated diagonal",
    placed(p, [0, 1], [0, 1, 0]),
    placed(x, [0], [0, 1, 0]),
    [2, 3],
    [0, 1, 0],
  ],
  [
    "two broadcasts along a third axis",
    placed(x, [0], [0, 1, 5]),
    placed(q.slice([0], [1]).reshape([]), [], [0, 1, 5]),
    [2],
    [0, -1, -1],
  ],
  [
    "different broadcasts",
    placed(x, [0], [0, 1, 2]),
    placed(x, [2], [0, 1, 2]),
    [2, 2],
    [0, -1, 1],
  ],
])("%s are added in one core", (_, left, right, shape, axes) => {
  const both = united(splitEmbedding(left)!, splitEmbedding(right)!, left.shape)!;
  expect(both.axes).toEqual(axes);
  for (const core of both.cores) expect(core.shape).toEqual(shape);
  expect(embed(both.cores[0], both.axes, left.shape)).toBe(left);
  expect(embed(both.cores[1], both.axes, left.shape)).toBe(right);
});

test.each([
  ["a diagonal and a full matrix", diag(x), broadcastTo(a, [2, 2])],
  ["different diagonals", placed(x, [0], [0, 0, 2]), placed(x, [0], [0, 2, 0])],
  ["rows and columns", broadcastTo(x, [2, 2]), placed(x, [0], [0, 2])],
])("%s stay apart", (_, left, right) => {
  expect(united(splitEmbedding(left)!, splitEmbedding(right)!, left.shape)).toBe(undefined);
});
