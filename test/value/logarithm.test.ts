import fc from "fast-check";
import { expect, test } from "vitest";
import { logarithm } from "../../src/value/logarithm.ts";

const positive = fc.double({ min: 5e-324, max: Number.MAX_VALUE, noNaN: true });
const around = fc.double({ min: 0.5, max: 2, noNaN: true });

test.each([
  ["all positive numbers", positive],
  ["numbers around 1", around],
])("logarithm is Math.log up to two units in the last place: %s", (_, numbers) => {
  fc.assert(
    fc.property(numbers, (x) => {
      const expected = Math.log(x);
      expect(Math.abs(logarithm(x) - expected)).toBeLessThanOrEqual(
        2 * Number.EPSILON * Math.abs(expected),
      );
    }),
    { numRuns: 2000 },
  );
});

test("powers of two, and numbers without a logarithm", () => {
  expect(logarithm(1)).toBe(0);
  expect(logarithm(2)).toBe(Math.LN2);
  expect(logarithm(2 ** -1074)).toBeCloseTo(-1074 * Math.LN2, 10);
  expect([0, Infinity, -1, Number.NaN].map(logarithm)).toEqual([
    -Infinity,
    Infinity,
    Number.NaN,
    Number.NaN,
  ]);
});
