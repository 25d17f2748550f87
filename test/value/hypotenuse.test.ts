import fc from "fast-check";
import { expect, test } from "vitest";
import { hypotenuse } from "../../src/value/hypotenuse.ts";

test("hypotenuse is Math.hypot up to three units in the last place, for huge and tiny numbers too", () => {
  const any = fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e300, min: -1e300 });
  fc.assert(
    fc.property(any, any, (a, b) => {
      const expected = Math.hypot(a, b);
      expect(Math.abs(hypotenuse(a, b) - expected)).toBeLessThanOrEqual(
        3 * Number.EPSILON * expected + 2 ** -1073,
      );
    }),
  );
  expect(hypotenuse(Infinity, 1)).toBe(Infinity);
  expect(hypotenuse(Number.NaN, 1)).toBeNaN();
});
