import { describe, expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { uniform } from "../../src/expression/contract.ts";
import { constant, lift, nameOf, parameter, variable } from "../../src/expression/lift.ts";
import { numbers } from "../reference/derivativeCheck.ts";

describe("constant", () => {
  test("of a repeated number is that number, broadcast", () => {
    expect(constant(3)).toBe(uniform(3));
    expect(constant([3, 3])).toBe(uniform(3, [2]));
    expect(constant(Float64Array.of(0, 0))).toBe(uniform(0, [2]));
  });
  test("of equal contents is one node when small", () => {
    expect(constant([1, 2])).toBe(constant(Float64Array.of(1, 2)));
    expect(constant([1, 2])).not.toBe(constant([[1, 2]]));
    expect(constant([0, 1])).not.toBe(constant([-0, 1]));
  });
  test("is a copy: what happens to the original changes nothing", () => {
    const data = Float64Array.of(1, 2, 3);
    const node = constant(data);
    data[0] = 9;
    expect([...numbers(node)]).toEqual([1, 2, 3]);
  });
  test.each([[[[1, 2], [3]]], ["a"], [null], [[1, "b"]], [[null]]])("refuses %j", (value) => {
    expect(() => constant(value as never)).toThrow(expect.objectContaining({ code: "ERR_VALUE" }));
  });
});

describe.each([
  ["variable", variable],
  ["parameter", parameter],
] as const)("%s", (role, make) => {
  test("has the shape of its value, and its own identity", () => {
    expect(make("w", [[1, 2, 3]]).shape).toEqual([1, 3]);
    expect(make("w", 1).shape).toEqual([]);
    expect(make("w", 1)).not.toBe(make("w", 1));
    expect(make("w", 1).attributes).toMatchObject({ name: "w", role });
  });
  test("may be declared by shape alone", () => {
    const w = make("w", { shape: [2, 3] });
    expect(w.shape).toEqual([2, 3]);
    expect(w.attributes.initial).toBe(undefined);
  });
  test("of data with a shape and strides has that value", () => {
    expect([
      ...make("w", { data: [1, 2, 3, 4], shape: [2], stride: [2] }).attributes.initial,
    ]).toEqual([1, 3]);
  });
  test("needs a name and numbers", () => {
    expect(() => make("", 1)).toThrow(/name of a (variable|parameter).*non-empty/);
    expect(() => make(undefined as never, 1)).toThrow(/name of a/);
    expect(() => make("w", null as never)).toThrow(/w: null|w: object null/);
    expect(() => make("w", undefined as never)).toThrow(/w: undefined/);
    expect(() => make("w", { shape: [-1] })).toThrow(/w: shape \[-1\]/);
    expect(() => make("w", { shape: [0.5] })).toThrow(/w: shape \[0.5\]/);
    expect(() => make("w", { shape: 2 as never })).toThrow(
      /w: shape \[2\] is not an array of counts/,
    );
    expect(() => make("w", [[1], [1, 2]])).toThrow(/w/);
  });
});

test("lift leaves expressions as they are", () => {
  const x = variable("x", 1);
  expect(lift(x)).toBe(x);
  expect(lift(2)).toBe(uniform(2));
});

test("nameOf names what an error can point to", () => {
  const x = variable("x", 1);
  expect(nameOf(x)).toBe("x");
  expect(nameOf(constant([1, 2]))).toBe("a constant");
  expect(nameOf(x.exp())).toBe("exp(x)");
  let long = x;
  for (let k = 0; k < 30; k++) long = long.sin().add(x);
  expect(nameOf(long).length).toBeLessThan(60);
});

test("an expression is not the value of a variable", () => {
  const w = variable("w", [1, 2]);
  expect(() => variable("v", w as never)).toThrow(
    /v: its value is the expression w\. .*in place of/,
  );
});
