import { describe, expect, test } from "vitest";
import { isZero, uniform } from "../../src/expression/contract.ts";
import { constant, variable } from "../../src/expression/lift.ts";
import {
  concat,
  flatten,
  gather,
  pad,
  productAlong,
  reduceExtreme,
  reshape,
  scatterAdd,
  slice,
  unflatten,
} from "../../src/expression/structural.ts";
import { scale, zeros } from "../../src/expression/view.ts";
import { numbers } from "../reference/derivativeCheck.ts";

const x = variable("x", [
  [1, 2, 3],
  [4, 5, 6],
]);
const v = variable("v", [1, 2, 3]);

describe("what is known is simplified", () => {
  test("reshapes collapse", () => {
    expect(reshape(reshape(x, [6]), [3, 2])).toBe(reshape(x, [3, 2]));
    expect(reshape(reshape(x, [6]), [2, 3])).toBe(x);
    expect(reshape(uniform(2, [4]), [2, 2])).toBe(uniform(2, [2, 2]));
  });
  test("axes of size 1 come and go as contractions", () => {
    expect(reshape(v, [1, 3]).op).toBe("contract");
    expect(reshape(scale(reshape(v, [3, 1]), 2), [3])).toBe(scale(v, 2));
  });
  test("a slice of everything is the array", () => {
    expect(slice(x, [0, 0], [2, 3], [1, 1])).toBe(x);
    expect(slice(uniform(5, [9]), [2], [4], [1])).toBe(uniform(5, [2]));
  });
  test("a slice inside one piece of a concatenation is a slice of the piece", () => {
    const joined = concat([v, constant([7, 8])], 0);
    expect(slice(joined, [0], [3], [1])).toBe(v);
    expect(slice(joined, [1], [3], [1])).toBe(slice(v, [1], [3], [1]));
    expect(slice(joined, [3], [5], [1])).toBe(constant([7, 8]));
    expect(slice(joined, [2], [4], [1]).op).toBe("slice");
  });
  test("zeros stay zeros", () => {
    const zero = zeros([2]);
    const images = [
      pad(zero, [1], [1], [5]),
      concat([zero, zero], 0),
      scatterAdd(zero, [1, 1], 0, 4),
    ];
    for (const node of [...images, gather(zero, [0, 1, 0], 0)]) expect(isZero(node)).toBe(true);
  });
  test("concatenation drops parts of no elements", () => {
    expect(concat([v, zeros([0])], 0)).toBe(v);
    expect(concat([zeros([0]), zeros([0])], 0).shape).toEqual([0]);
  });
  test("an extreme over no axes is the array", () => {
    expect(reduceExtreme("reduceMax", x, [])).toBe(x);
  });
});

describe("unflatten undoes flatten", () => {
  test("node for node", () => {
    const parts = [x, v, variable("s", 7)];
    expect(unflatten(flatten(parts), [[2, 3], [3], []])).toEqual(parts);
  });
  test("of a single vector", () => {
    expect(flatten([v])).toBe(v);
    expect(unflatten(v, [[3]])[0]).toBe(v);
  });
});

test.each([0, 1, 2, 3, 4, 5, 6, 7])("the product of %d factors is their product", (count) => {
  const data = Array.from({ length: count }, (_, i) => i + 2);
  const expected = data.reduce((a, b) => a * b, 1);
  expect(numbers(productAlong(variable("p", data), 0))[0]).toBe(expected);
});

test("pad places elements with steps, scatterAdd adds repeated positions", () => {
  expect([...numbers(pad(v, [1], [2], [7]))]).toEqual([0, 1, 0, 2, 0, 3, 0]);
  expect([...numbers(scatterAdd(v, [1, 0, 1], 0, 2))]).toEqual([2, 4]);
});
