import { describe, expect, test } from "vitest";
import { gradientFloor, isOpen, limits, roundings, status } from "../../src/solver/stop.ts";

const rules = limits({ tolerance: 1e-6, maxIterations: 10, noise: 1e-5 }, 99);
const going = { gradientNorm: 1, iteration: 3, improved: true, floor: 1e-9 };

describe("status", () => {
  test.each([
    ["keeps going", going, undefined],
    ["a small gradient", { ...going, gradientNorm: 1e-6 }, "converged"],
    ["a small gradient at a saddle", { ...going, gradientNorm: 0, indefinite: true }, undefined],
    ["no step improves", { ...going, improved: false }, "stalled"],
    [
      "no step improves, below the floor",
      { ...going, gradientNorm: 9e-6, improved: false, floor: 1e-5 },
      "converged",
    ],
    [
      "no step improves, below the noise",
      { ...going, gradientNorm: 9e-6, improved: false },
      "converged",
    ],
    [
      "no step leaves a saddle",
      { ...going, gradientNorm: 0, improved: false, indefinite: true },
      "stalled",
    ],
    ["at the limit", { ...going, iteration: 10 }, "max-iterations"],
    ["at the limit and converged", { ...going, iteration: 10, gradientNorm: 0 }, "converged"],
    ["below the floor but still improving", { ...going, gradientNorm: 9e-6, floor: 1 }, undefined],
    ["a gradient that is NaN", { ...going, gradientNorm: Number.NaN, improved: false }, "stalled"],
  ] as const)("%s", (_, progress, word) => {
    expect(status(progress, rules)).toBe(word);
  });
});

test("defaults: tolerance 1e-10 whatever step is left, the solver's limit, no noise", () => {
  expect(limits({}, 42)).toEqual({
    tolerance: 1e-10,
    stepTolerance: Number.POSITIVE_INFINITY,
    decreaseTolerance: 0,
    maxIterations: 42,
    noise: 0,
  });
});

test("a step is left open when it is long, and promises more than the tolerance of the value", () => {
  const strict = limits({ stepTolerance: 1e-6, decreaseTolerance: 1e-9 }, 1);
  const at = { length: 100, value: 1e-14 };
  expect(isOpen(1e-3, 1e-17, at, strict)).toBe(true);
  expect(isOpen(0.9e-4, 1e-17, at, strict)).toBe(false);
  expect(isOpen(1e-3, 1e-24, at, strict)).toBe(false);
  expect(isOpen(1e300, 1, at, limits({}, 1))).toBe(false);
  const done = { ...going, gradientNorm: 1e-7, open: true };
  expect(status(done, rules)).toBeUndefined();
  // Nothing more can be had.
  expect(status({ ...done, improved: false }, rules)).toBe("converged");
});

test.each(["tolerance", "maxIterations", "noise"])(
  "refuses a %s that is negative or NaN",
  (option) => {
    for (const given of [-1, Number.NaN]) {
      expect(() => limits({ [option]: given }, 1)).toThrow(
        expect.objectContaining({ code: "ERR_OPTION", facts: expect.objectContaining({ option }) }),
      );
    }
  },
);

test("the floor of a gradient is γ·(max|∇f| + |H||x| + √(|H||f|))", () => {
  const scale = { size: 4, steepest: 3, curvature: 4, length: 5, value: -4 };
  expect(roundings(4)).toBe(32 * Number.EPSILON);
  expect(gradientFloor(scale)).toBe(32 * Number.EPSILON * (3 + 20 + 4));
});

test("the floor of huge numbers is not infinite", () => {
  const scale = { size: 1, steepest: 1e150, curvature: 10, length: 1e150, value: -1e308 };
  expect(gradientFloor(scale)).toBeLessThan(1e141);
});
