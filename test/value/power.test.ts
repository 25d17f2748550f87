import { expect, test } from "vitest";
import { power } from "../../src/value/power.ts";

test("power is the product of n factors to 2n units in the last place", () => {
  for (const base of [0.9, 0.999, 1.5])
    for (const n of [0, 1, 2, 3, 10, 63, 64, 100]) {
      const expected = Array.from({ length: n }).reduce<number>((product) => product * base, 1);
      expect(Math.abs(power(base, n) / expected - 1)).toBeLessThanOrEqual(2 * n * Number.EPSILON);
    }
});
