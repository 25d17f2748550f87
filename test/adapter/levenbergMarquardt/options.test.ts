import { levenbergMarquardt as library } from "ml-levenberg-marquardt";
import { expect, test } from "vitest";
import { fitOptions } from "../../../src/adapter/levenbergMarquardt/options.ts";
import { levenbergMarquardt } from "../../../src/adapter/levenbergMarquardt.ts";

const data = { x: [1, 2], y: [1, 2] };
test.each<[string, unknown, object]>([
  ["no initial values", data, {}],
  ["a damping of 0", data, { initialValues: [1], damping: 0 }],
  ["no y", { x: [1, 2] }, { initialValues: [1] }],
  ["one point", { x: [1], y: [1] }, { initialValues: [1] }],
  ["different lengths", { x: [1, 2, 3], y: [1, 2] }, { initialValues: [1] }],
  ["bounds of different lengths", data, { initialValues: [1], minValues: [0, 1], maxValues: [2] }],
  ["a text as gradientDifference", data, { initialValues: [1], gradientDifference: "1" }],
  ["a text as weights", data, { initialValues: [1], weights: "1" }],
  ["a text as timeout", data, { initialValues: [1], timeout: "1" }],
])("%s is refused, as by the library", (_, points, options) => {
  const constant =
    ([a = 0]: number[]) =>
    () =>
      a;
  expect(() => library(points as never, constant as never, options as never)).toThrow();
  expect(() => levenbergMarquardt(points as never, constant, options)).toThrow(
    "levenbergMarquardt",
  );
});

test("one weight, one step, or a list too short for either stand for all", () => {
  const withDefaults = (options: object) =>
    fitOptions(data, { initialValues: [1, 2], ...options }, undefined);
  expect(withDefaults({ weights: 3 }).weights).toEqual(Float64Array.of(9, 9));
  expect(withDefaults({ weights: [3] }).weights).toEqual(Float64Array.of(9, 9));
  expect(withDefaults({ weights: [1, 2, 5] }).weights).toEqual(Float64Array.of(1, 4));
  expect(withDefaults({ gradientDifference: [0.5] }).steps).toEqual([0.5, 0.5]);
  expect(withDefaults({}).steps).toEqual([0.1, 0.1]);
});
