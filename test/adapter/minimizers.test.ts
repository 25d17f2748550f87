import { expect, test } from "vitest";
import { conjugateGradient, minimizeLbfgs, uncmin } from "../../src/adapter/minimizers.ts";

const f = ([x = 0, y = 0]: number[]) => (x - 1) ** 2 + 10 * (y + 2) ** 4 + x * y;
const gradient = ([x = 0, y = 0]: number[]) => [2 * (x - 1) + y, 40 * (y + 2) ** 3 + x];

test("uncmin returns what numeric.js returns, with and without a gradient", () => {
  const exact = uncmin(f, [3, 3], 1e-8, gradient);
  const numerical = uncmin(f, [3, 3]);
  expect(Math.hypot(...exact.gradient)).toBeLessThan(1e-8);
  expect(exact.message).toBe("converged");
  exact.solution.forEach((x, i) => {
    expect(numerical.solution[i]).toBeCloseTo(x, 6);
  });
  expect(numerical.f).toBeCloseTo(exact.f, 12);
});

test("the callback of uncmin sees each iteration and can stop", () => {
  const seen: number[] = [];
  const { message, iterations } = uncmin(f, [3, 3], 1e-8, gradient, 100, (iteration, x) => {
    seen.push(iteration);
    expect(x).toHaveLength(2);
    return iteration === 2;
  });
  expect(seen).toEqual([0, 1, 2]);
  expect([message, iterations]).toEqual(["Callback returned true", 2]);
});

test("the calls of fmin and optimization-js find the same minimum", () => {
  const { x, fx, fxprime } = conjugateGradient(
    (at, into) => {
      gradient(at).forEach((slope, i) => {
        into[i] = slope;
      });
      return f(at);
    },
    [3, 3],
  );
  const { argument, fncvalue } = minimizeLbfgs(f, gradient, [3, 3]);
  expect(Math.hypot(...fxprime)).toBeLessThan(1e-5);
  expect(fx).toBeCloseTo(fncvalue, 9);
  argument.forEach((value, i) => {
    expect(x[i]).toBeCloseTo(value, 4);
  });
});
