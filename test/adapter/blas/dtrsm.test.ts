import stdDscal from "@stdlib/blas-base-dscal";
import stdDtrsv from "@stdlib/blas-base-dtrsv";
import fc from "fast-check";
import { test } from "vitest";
import { dtrsm } from "../../../src/adapter/blas.ts";
import { both, diag, layout, numbers, place, RUNS, seed, size, trans, uplo } from "./placed.ts";

// stdlib has no dtrsm: its dtrsv on every column, or row, of B.
test("dtrsm solves what stdlib's dtrsv solves for each right-hand side", () =>
  fc.assert(
    fc.property(
      fc.tuple(
        fc.constantFrom("left", "right"),
        uplo,
        trans,
        diag,
        size,
        size,
        fc.constantFrom(1, -0.7, 2.5),
        layout,
        layout,
        seed,
      ),
      ([side, u, t, d, M, N, alpha, lA, lB, start]) => {
        const n = side === "left" ? M : N;
        const a = place(n, n, lA, start);
        // Well conditioned in both triangles.
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            const at = a.offset + i * a.strides[0] + j * a.strides[1];
            a.data[at] = i === j ? 2 + a.data[at]! : a.data[at]! / n;
          }
        const b = place(M, N, lB, start + 1);
        const turned = t === "no-transpose" ? "transpose" : "no-transpose";
        both(
          { A: a.data, B: b.data },
          ({ A, B }) =>
            dtrsm.ndarray(
              side,
              u,
              t,
              d,
              M,
              N,
              alpha,
              A,
              ...a.strides,
              a.offset,
              B,
              ...b.strides,
              b.offset,
            ),
          ({ A, B }) => {
            const [first, second] = b.strides;
            const [count, along, across] =
              side === "left" ? [N, first, second] : [M, second, first];
            for (let k = 0; k < count; k++) {
              const at = b.offset + k * across;
              stdDscal.ndarray(n, alpha, B, along, at);
              stdDtrsv.ndarray(
                u,
                side === "left" ? t : turned,
                d,
                n,
                A,
                ...a.strides,
                a.offset,
                B,
                along,
                at,
              );
            }
          },
        );
      },
    ),
    RUNS,
  ));

test("dtrsm with leading dimensions is dtrsm on views", () => {
  const A = numbers(36, 1).map((x, i) => (i % 7 === 0 ? 3 : x));
  for (const o of ["row-major", "column-major"] as const) {
    const strides: [number, number] = o === "row-major" ? [6, 1] : [1, 6];
    both(
      { A, B: numbers(6 * 6, 2) },
      ({ B }) => dtrsm(o, "left", "lower", "no-transpose", "non-unit", 6, 5, 2, A, 6, B, 6),
      ({ B }) =>
        dtrsm.ndarray(
          "left",
          "lower",
          "no-transpose",
          "non-unit",
          6,
          5,
          2,
          A,
          ...strides,
          0,
          B,
          ...strides,
          0,
        ),
    );
  }
});
