import { expect, test } from "vitest";
import { constant, variable } from "../../src/expression/lift.ts";
import {
  broadcastTo,
  contractionOf,
  identity,
  inner,
  multiply,
  permute,
  scale,
  sumAxes,
  zeros,
} from "../../src/expression/view.ts";
import { numbers } from "../reference/derivativeCheck.ts";

const x = variable("x", [
  [1, 2, 3],
  [4, 5, 6],
]);
const list = (y: Parameters<typeof numbers>[0]) => [...numbers(y)];

test("each view is what its name says", () => {
  expect(list(scale(x, 2))).toEqual([2, 4, 6, 8, 10, 12]);
  expect(list(multiply(x, x))).toEqual([1, 4, 9, 16, 25, 36]);
  expect(list(permute(x, [1, 0]))).toEqual([1, 4, 2, 5, 3, 6]);
  expect(list(sumAxes(x, [0]))).toEqual([5, 7, 9]);
  expect(list(sumAxes(x, [0, 1]))).toEqual([21]);
  expect(list(inner(x, x))).toEqual([91]);
  expect(list(zeros([2]))).toEqual([0, 0]);
  expect(list(contractionOf([[x, [0, 1]]], [0], {}, 10))).toEqual([60, 150]);
});

test("permute takes axis order[i] to position i", () => {
  const t = constant({ data: [1, 2, 3, 4, 5, 6], shape: [1, 2, 3] });
  expect(permute(t, [2, 0, 1]).shape).toEqual([3, 1, 2]);
  expect(list(permute(t, [2, 0, 1]))).toEqual([1, 4, 2, 5, 3, 6]);
});

test("broadcastTo repeats axes of size 1 and adds leading ones", () => {
  expect(broadcastTo(x, [2, 3])).toBe(x);
  expect(list(broadcastTo(variable("v", [1, 2]), [2, 2]))).toEqual([1, 2, 1, 2]);
  expect(list(broadcastTo(variable("c", [[1], [2]]), [2, 2]))).toEqual([1, 1, 2, 2]);
  expect(broadcastTo(variable("o", [7]), [0]).shape).toEqual([0]);
});

test("the identity on arrays of a shape has that shape twice", () => {
  expect(identity([2, 3]).shape).toEqual([2, 3, 2, 3]);
  expect(list(identity([2]))).toEqual([1, 0, 0, 1]);
  expect(list(identity([]))).toEqual([1]);
  expect(list(identity([1, 2]))).toEqual([1, 0, 0, 1]);
});
