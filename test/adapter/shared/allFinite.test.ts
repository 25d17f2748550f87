import { expect, test } from "vitest";
import { allFinite } from "../../../src/adapter/shared/allFinite.ts";

test("one NaN or infinity anywhere is noticed", () => {
  expect(allFinite(new Float64Array(0))).toBe(true);
  expect(allFinite(Float64Array.of(0, -0, 5e-324, Number.MAX_VALUE))).toBe(true);
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    for (const at of [0, 1, 2]) {
      const data = Float64Array.of(1, 2, 3);
      data[at] = wrong;
      expect(allFinite(data)).toBe(false);
    }
});
