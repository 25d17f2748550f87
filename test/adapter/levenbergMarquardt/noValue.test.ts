import { levenbergMarquardt as library } from "ml-levenberg-marquardt";
import { expect, test } from "vitest";
import {
  levenbergMarquardt,
  type ParameterizedFunction,
} from "../../../src/adapter/levenbergMarquardt.ts";

test.each([
  ["an x that is NaN", { x: [0, Number.NaN, 2], y: [1, 2, 3] }, [1, 1]],
  ["an initial value that is NaN", { x: [0, 1, 2], y: [1, 2, 3] }, [Number.NaN, 1]],
])(
  "%s throws, as in the library, and says where the model has no value",
  (_, data, initialValues) => {
    const line: ParameterizedFunction =
      ([a = 0, b = 0]) =>
      (x) =>
        a + b * x;
    expect(() => library(data, line as never, { initialValues })).toThrow("not symmetric");
    expect(() => levenbergMarquardt(data, line, { initialValues })).toThrow(
      /the model at the initial values\[[01]\] is NaN/,
    );
    const none = { initialValues, maxIterations: 0 };
    expect(levenbergMarquardt(data, line, none).parameterValues).toEqual(
      library(data, line as never, none).parameterValues,
    );
  },
);
