import { describe, expect, test } from "vitest";
import { guarded } from "../guarded.ts";
import { builds } from "../wasm.ts";

describe.each(builds)("norm1, %s build", (build) => {
  test("is the largest column sum; NaN in, NaN out", () => {
    guarded(build, (kernels, bench) => {
      const a = bench.matrix([1, -2, 3, -4, 5, 6], 2, 3, 5);
      expect(kernels.norm1!(2, 3, a.pointer, a.row)).toBe(9);
      expect(kernels.norm1!(0, 3, a.pointer, a.row)).toBe(0);
      const bad = bench.matrix([1, Number.NaN], 1, 2);
      expect(kernels.norm1!(1, 2, bad.pointer, bad.row)).toBeNaN();
    });
  });

  test("heapBase leaves room for the packed panels, and is where the tests' buffers start", () => {
    guarded(build, (kernels) => {
      expect(kernels.heapBase!()).toBeGreaterThan(2 ** 21);
    });
  });
});
