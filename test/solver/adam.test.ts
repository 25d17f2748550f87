import { expect, test } from "vitest";
import { adam } from "../../src/solver/adam.ts";
import { run } from "../../src/solver/run.ts";
import type { Request } from "../../src/solver/solver.ts";

/** ½|x|² of two variables, where the second has no part: its gradient is always 0. */
const half = ({ x }: Request) => ({ value: 0.5 * x[0]! ** 2, gradient: Float64Array.of(x[0]!, 0) });

test("the first step moves every coordinate with a gradient by stepSize", () => {
  const outcome = run(
    adam({ stepSize: 0.1, epsilon: 0, steps: 1 }),
    Float64Array.of(3, 7),
    {},
    half,
  );
  expect(outcome.x[0]).toBeCloseTo(2.9, 14);
});

test("two steps follow the paper's recurrence", () => {
  const [a, b, s, e] = [0.8, 0.9, 0.1, 1e-3];
  const outcome = run(
    adam({ stepSize: s, beta1: a, beta2: b, epsilon: e, steps: 2 }),
    Float64Array.of(2, 0),
    {},
    half,
  );
  const x1 = 2 - (s * 2) / (2 + e);
  const mean = (a * (1 - a) * 2 + (1 - a) * x1) / (1 - a ** 2);
  const square = (b * (1 - b) * 4 + (1 - b) * x1 ** 2) / (1 - b ** 2);
  expect(outcome.x[0]).toBeCloseTo(x1 - (s * mean) / (Math.sqrt(square) + e), 14);
});

test.each([0, 1e-8])(
  "a gradient of zero moves nothing and makes no NaN: epsilon = %d",
  (epsilon) => {
    const outcome = run(adam({ epsilon, steps: 50 }), Float64Array.of(0, 7), {}, half);
    expect(outcome.x).toEqual(Float64Array.of(0, 7));
    const moving = run(adam({ epsilon, steps: 50 }), Float64Array.of(1, 7), {}, half);
    expect(moving.x[1]).toBe(7);
    expect(moving.x[0]).toBeLessThan(1);
  },
);

test("gradients whose squares underflow make no NaN", () => {
  const evaluate = () => ({ value: 0, gradient: Float64Array.of(1e-200) });
  const outcome = run(adam({ epsilon: 0, steps: 20 }), Float64Array.of(1), {}, evaluate);
  expect(outcome.x[0]).toBe(1);
});

test.each([
  ["stepSize", { stepSize: 0 }],
  ["beta1", { beta1: 1 }],
  ["beta2", { beta2: -0.1 }],
  ["epsilon", { epsilon: -1 }],
  ["steps", { steps: -3 }],
])("refuses %s in %o", (option, options) => {
  expect(() => adam(options)).toThrow(
    expect.objectContaining({ code: "ERR_OPTION", facts: expect.objectContaining({ option }) }),
  );
});
