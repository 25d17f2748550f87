import fc from "fast-check";
import { expect, test } from "vitest";
import { toDense } from "../../src/value/toDense.ts";
import type { Value } from "../../src/value/value.ts";

const dense = (value: Value) => {
  const { data, shape } = toDense(value, "X");
  return { data: [...data], shape };
};

test.each<[string, Value, number[], number[]]>([
  ["a number", 3, [3], []],
  ["an empty array", [], [], [0]],
  ["rows without columns", [[], []], [], [2, 0]],
  ["a vector", [1, 2], [1, 2], [2]],
  ["an Int8Array", Int8Array.of(-1, 2), [-1, 2], [2]],
  [
    "rows",
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [1, 2, 3, 4, 5, 6],
    [2, 3],
  ],
  ["typed rows", [Float64Array.of(1, 2), Float64Array.of(3, 4)], [1, 2, 3, 4], [2, 2]],
  [
    "three axes",
    [
      [[1], [2]],
      [[3], [4]],
    ],
    [1, 2, 3, 4],
    [2, 2, 1],
  ],
  ["a flat view", { data: [1, 2, 3, 4], shape: [2, 2] }, [1, 2, 3, 4], [2, 2]],
  ["a scalar view", { data: [1, 2], shape: [], offset: 1 }, [2], []],
  [
    "a transposed view",
    { data: [1, 2, 3, 4, 5, 6], shape: [3, 2], strides: [1, 3] },
    [1, 4, 2, 5, 3, 6],
    [3, 2],
  ],
  ["an ndarray's stride", { data: [0, 1, 0, 2], shape: [2], stride: [2], offset: 1 }, [1, 2], [2]],
  ["a reversed view", { data: [1, 2, 3], shape: [3], strides: [-1], offset: 2 }, [3, 2, 1], [3]],
  ["a repeated view", { data: [7], shape: [2, 2], strides: [0, 0] }, [7, 7, 7, 7], [2, 2]],
  ["an empty view", { data: [], shape: [0, 3] }, [], [0, 3]],
])("%s is read in row-major order", (_, value, data, shape) => {
  expect(dense(value)).toEqual({ data, shape });
});

test("the data is a copy", () => {
  const original = Float64Array.of(1, 2);
  toDense(original, "x").data[0] = 5;
  expect(original[0]).toBe(1);
});

test("a strided view equals its definition, offset + Σ index·stride", () => {
  const axis = fc.record({
    length: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: -3, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(axis, { maxLength: 3 }), (axes) => {
      const offset = axes.reduce(
        (sum, { length, stride }) => sum + Math.max(0, -stride) * (length - 1),
        0,
      );
      const data = Float64Array.from({ length: 40 }, (_, i) => i);
      const shape = axes.map(({ length }) => length);
      const expected = axes.reduce<number[]>(
        (starts, { length, stride }) =>
          starts.flatMap((start) => Array.from({ length }, (_, i) => start + i * stride)),
        [offset],
      );
      const strides = axes.map(({ stride }) => stride);
      expect(dense({ data, shape, strides, offset })).toEqual({ data: expected, shape });
    }),
  );
});

test.each<[string, unknown, RegExp]>([
  ["ragged rows", [[1, 2], [3]], /^X: X\[1\] has 1 entries, its neighbours have 2\./],
  ["a number among rows", [[1, 2], 3], /X\[1\] is the number 3, its neighbours are arrays/],
  ["a row among numbers", [1, [2]], /X\[1\] is Array, not a number/],
  ["text", [["1"]], /X\[0\]\[0\] is "1", not a number/],
  ["a hole", new Array(2).fill(1, 0, 1), /X\[1\] is undefined, not a number/],
  ["a missing row", [[1], null, [2]], /X\[1\] is null, its neighbours are arrays/],
  ["a truth value", [true], /X\[0\] is the boolean true, not a number/],
  ["null", null, /X: null is not an array of numbers/],
  [
    "64-bit integers",
    BigInt64Array.of(1n),
    /BigInt64Array is not an array of numbers. Convert .* Float64Array.from\(values, Number\)/,
  ],
  ["a shape of fractions", { data: [1], shape: [0.5] }, /shape \[0.5\] is not made of counts/],
  [
    "strides of another rank",
    { data: [1], shape: [1], strides: [] },
    /strides \[\] do not describe/,
  ],
  ["strides past the end", { data: [1, 2], shape: [2, 2] }, /from element 0 to 3, and data has 2/],
  ["strides before the start", { data: [1, 2], shape: [2], strides: [-1] }, /element -1 to 0/],
  ["data of strings", { data: ["a"], shape: [1] }, /data\[0\] is "a", not a number/],
  [
    "data with a hole",
    { data: new Array(2).fill(1, 0, 1), shape: [2] },
    /data\[1\] is undefined, not/,
  ],
  [
    "data of 64-bit integers",
    { data: BigInt64Array.of(1n), shape: [1] },
    /data\[0\] is the bigint 1/,
  ],
  ["a view without data", { data: null, shape: [2] }, /data and shape are not both arrays/],
  ["a shape that is a number", { data: [1, 2], shape: 2 }, /data and shape are not both arrays/],
])("%s are refused with ERR_VALUE", (_, value, message) => {
  expect(() => toDense(value as Value, "X")).toThrow(
    expect.objectContaining({ code: "ERR_VALUE", message: expect.stringMatching(message) }),
  );
});
