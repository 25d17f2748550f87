import stdDasum from "@stdlib/blas-base-dasum";
import stdDaxpy from "@stdlib/blas-base-daxpy";
import stdDdot from "@stdlib/blas-base-ddot";
import stdDnrm2 from "@stdlib/blas-base-dnrm2";
import stdDscal from "@stdlib/blas-base-dscal";
import stdIdamax from "@stdlib/blas-base-idamax";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dasum, daxpy, ddot, dnrm2, dscal, idamax } from "../../../src/adapter/blas.ts";
import { both, factor, RUNS, seed, size, step, vector } from "./placed.ts";

test("vectors: dot, axpy, scal, nrm2, asum and iamax are those of stdlib, with strides of any sign", () =>
  fc.assert(
    fc.property(fc.tuple(size, factor, step, step, seed), ([N, alpha, sx, sy, start]) => {
      const arrays = { x: vector(N, sx, start), y: vector(N, sy, start + 1) };
      const ox = sx < 0 ? -sx * Math.max(0, N - 1) : 0;
      both(
        arrays,
        ({ x, y }) => ddot(N, x, sx, y, sy),
        ({ x, y }) => stdDdot(N, x, sx, y, sy),
      );
      both(
        arrays,
        ({ x, y }) => daxpy(N, alpha, x, sx, y, sy),
        ({ x, y }) => stdDaxpy(N, alpha, x, sx, y, sy),
      );
      both(
        arrays,
        ({ x }) => dscal(N, alpha, x, sx),
        ({ x }) => stdDscal(N, alpha, x, sx),
      );
      both(
        arrays,
        ({ x }) => dnrm2(N, x, sx),
        ({ x }) => stdDnrm2(N, x, sx),
      );
      both(
        arrays,
        ({ x }) => dasum(N, x, sx),
        ({ x }) => stdDasum(N, x, sx),
      );
      both(
        arrays,
        ({ x }) => idamax(N, x, sx),
        ({ x }) => stdIdamax(N, x, sx),
      );
      both(
        arrays,
        ({ x }) => idamax.ndarray(N, x, sx, ox),
        ({ x }) => stdIdamax.ndarray(N, x, sx, ox),
      );
      both(
        arrays,
        ({ x }) => dnrm2.ndarray(N, x, sx, ox),
        ({ x }) => stdDnrm2.ndarray(N, x, sx, ox),
      );
    }),
    RUNS,
  ));

test("dnrm2 neither over- nor underflows", () => {
  for (const scale of [1e300, 1e-300]) {
    const x = Float64Array.of(3 * scale, 4 * scale);
    expect(dnrm2(2, x, 1) / stdDnrm2(2, x, 1)).toBeCloseTo(1, 14);
  }
});
