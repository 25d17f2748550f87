import { describe, expect, test } from "vitest";
import * as f from "../../../src/expression/function/shaping.ts";
import { variable } from "../../../src/expression/lift.ts";
import { expectDerivatives, numbers } from "../../reference/derivativeCheck.ts";

const matrix = [
  [1, 2, 3],
  [4, 5, 6],
];
const x = variable("x", matrix);
const v = variable("v", [1, 2, 3, 4, 5]);
const list = (y: Parameters<typeof numbers>[0]) => [...numbers(y)];

describe("reshape", () => {
  test.each([
    [[6], [6]],
    [
      [3, 2],
      [3, 2],
    ],
    [[-1], [6]],
    [
      [3, -1],
      [3, 2],
    ],
    [
      [1, 2, 1, -1],
      [1, 2, 1, 3],
    ],
  ])("to %j keeps the elements in row-major order", (shape, result) => {
    const y = f.reshape(x, shape);
    expect(y.shape).toEqual(result);
    expect(list(y)).toEqual([1, 2, 3, 4, 5, 6]);
    expectDerivatives({ at: [matrix], build: (z) => f.reshape(z.sin(), shape) });
  });
  test.each([[[4]], [[-1, -1]], [[-2, -3]], [[4, -1]], [[2.5, 2.4]], [[0, -1]], [[Number.NaN]]])(
    "refuses %j",
    (shape) => {
      expect(() => f.reshape(x, shape)).toThrow(/reshape.*x is.*6 elements/s);
    },
  );
  test("of a number to one element, and back", () => {
    const s = variable("s", 7);
    expect(f.reshape(s, [1, 1]).shape).toEqual([1, 1]);
    expect(f.reshape(f.reshape(s, [1, 1]), [])).toBe(s);
  });
  test("of nothing", () => {
    expect(f.reshape(variable("e", []), [0, 3]).shape).toEqual([0, 3]);
  });
});

describe("concat", () => {
  test("joins along an axis, negative ones from the last", () => {
    expect(list(f.concat([v, [9]]))).toEqual([1, 2, 3, 4, 5, 9]);
    expect(list(f.concat([x, [[7], [8]]], -1))).toEqual([1, 2, 3, 7, 4, 5, 6, 8]);
    expect(f.concat([x, x, x], 0).shape).toEqual([6, 3]);
    expect(f.concat([v])).toBe(v);
  });
  test("differentiates by every part", () => {
    expectDerivatives({
      at: [[0.1, 0.2], [0.3]],
      build: (a, b) => f.concat([a.exp(), b, a.mul(b)]),
    });
  });
  test("says what does not fit", () => {
    expect(() => f.concat([])).toThrow(/concat.*at least one/);
    expect(() => f.concat([x, v])).toThrow(/concat.*x is.*v is.*axis 0/s);
    expect(() => f.concat([x, [[1, 2]]], 0)).toThrow(/concat/);
    expect(() => f.concat([x, x], 2)).toThrow(/There is no axis 2/);
    expect(() => f.concat([1, 2])).toThrow(/has no axes/);
  });
});

describe("stack", () => {
  test.each([
    [0, [2, 5]],
    [1, [5, 2]],
    [-1, [5, 2]],
    [-2, [2, 5]],
  ])("along %d has shape %j", (axis, shape) => {
    const y = f.stack([v, v.mul(10)], axis);
    expect(y.shape).toEqual(shape);
    const rows = [1, 2, 3, 4, 5, 10, 20, 30, 40, 50];
    const columns = [1, 10, 2, 20, 3, 30, 4, 40, 5, 50];
    expect(list(y)).toEqual(shape[0] === 2 ? rows : columns);
  });
  test("of numbers is a vector", () => {
    expect(list(f.stack([1, variable("s", 2), 3]))).toEqual([1, 2, 3]);
    expectDerivatives({ at: [0.3, 0.7], build: (a, b) => f.stack([a.mul(b), b.exp(), a]) });
  });
  test("says what does not fit", () => {
    expect(() => f.stack([])).toThrow(/stack.*at least one/);
    expect(() => f.stack([v, x])).toThrow(/stack.*v is.*x is/s);
    expect(() => f.stack([v, v], 2)).toThrow(/There is no axis 2/);
    expect(() => f.stack([v, v], -3)).toThrow(/There is no axis -3/);
    expect(() => f.stack([v, v], 0.5)).toThrow(/There is no axis 0.5/);
  });
});

describe("slice", () => {
  test.each([
    [1, undefined, undefined, [2, 3, 4, 5]],
    [1, 3, undefined, [2, 3]],
    [-2, undefined, undefined, [4, 5]],
    [0, -1, undefined, [1, 2, 3, 4]],
    [0, 5, 2, [1, 3, 5]],
    [1, 100, 3, [2, 5]],
    [3, 2, 1, []],
    [5, 5, 1, []],
  ])("from %j to %j by %j", (start, stop, step, expected) => {
    expect(list(f.slice(v, start, stop, step))).toEqual(expected);
  });
  test("along several axes", () => {
    expect(list(f.slice(x, [0, 1], [2, 3]))).toEqual([2, 3, 5, 6]);
    expect(list(f.slice(x, [0, 0], [2, 3], [1, 2]))).toEqual([1, 3, 4, 6]);
    expect(list(f.slice(x, 1))).toEqual([4, 5, 6]);
    expect(f.slice(v, 0)).toBe(v);
  });
  test("differentiates", () => {
    expectDerivatives({ at: [[0.1, 0.5, 0.9]], build: (y) => f.slice(y.exp(), 0, 3, 2) });
  });
  test("refuses what is not whole, or has more axes than there are", () => {
    expect(() => f.slice(v, 0.5)).toThrow(/slice.*whole numbers/);
    expect(() => f.slice(v, 0, 2, 0)).toThrow(/step of slice/);
    expect(() => f.slice(v, 0, 2, -1)).toThrow(/step of slice/);
    expect(() => f.slice(v, [0, 0])).toThrow(/at most 1 ax/);
    expect(() => f.slice(v, 0, [1, 1])).toThrow(/at most 1 ax/);
    expect(() => f.slice(v, 0, 1, [1, 1])).toThrow(/at most 1 ax/);
    expect(() => f.slice(variable("s", 1), 0)).toThrow(/at most 0 ax/);
  });
});

test("a list that plain JavaScript gives as something else is asked for by name", () => {
  for (const wrong of [5, null, "5", v] as never[]) {
    expect(() => f.reshape(v, wrong)).toThrow(/shape of reshape must be a list/);
    expect(() => f.gather(v, wrong)).toThrow(/indices of gather must be a list/);
    expect(() => f.concat(wrong)).toThrow(/parts of concat must be a list.*concat\(\[x, y\]\)/);
    expect(() => f.stack(wrong)).toThrow(/parts of stack must be a list/);
  }
  expect(() => f.slice(v, null as never)).toThrow(/start of slice must be a list.*null/);
  expect(() => f.slice(v, 0, v as never)).toThrow(/stop of slice must be a list/);
});

test("a slice backwards says what to do instead", () => {
  expect(() => f.slice(v, 4, 0, -1)).toThrow(/step of slice.*−1.*gather/);
  expect([...numbers(f.gather(v, [2, 1, 0]))]).toEqual([...numbers(f.slice(v, 0, 3))].reverse());
});

test("arrays of no elements take every shape, slice and join", () => {
  const none = variable("none", []);
  expect(f.reshape(none, [3, 0, 2]).shape).toEqual([3, 0, 2]);
  expect(f.reshape(none, [-1]).shape).toEqual([0]);
  expect(f.slice(none, -3, 5).shape).toEqual([0]);
  expect(f.slice(v, 9).shape).toEqual([0]);
  expect(f.gather(v, []).shape).toEqual([0]);
  expect(f.stack([none, none]).shape).toEqual([2, 0]);
  expect([...numbers(f.concat([none, v, none]))]).toEqual([...numbers(v)]);
  expect(() => f.gather(none, [0])).toThrow(/Axis 0 of none has 0 elements/);
});

describe("gather", () => {
  test("takes positions in order, negative ones from the end, also repeated", () => {
    expect(list(f.gather(v, [0, -1, 2, 2]))).toEqual([1, 5, 3, 3]);
    expect(list(f.gather(x, [2, 0], 1))).toEqual([3, 1, 6, 4]);
    expect(list(f.gather(v, Int32Array.of(1)))).toEqual([2]);
    expect(f.gather(v, []).shape).toEqual([0]);
  });
  test("differentiates", () => {
    expectDerivatives({ at: [[0.1, 0.5, 0.9]], build: (y) => f.gather(y.exp(), [2, 2, 0]) });
  });
  test("says which position does not exist", () => {
    expect(() => f.gather(v, [0, 5])).toThrow(
      /indices\[1\] of gather.*-5 to 4, and it is 5.*Axis 0 of v has 5 elements/,
    );
    expect(() => f.gather(v, [-6])).toThrow(/indices\[0\]/);
    expect(() => f.gather(v, [Number.NaN])).toThrow(/indices\[0\]/);
    expect(() => f.gather(v, [0], 1)).toThrow(/There is no axis 1/);
  });
  test("takes no bare number: it would select nothing", () => {
    expect(() => f.gather(v, 2 as never)).toThrow(/indices of gather.*list of whole numbers.*2/);
  });
});
