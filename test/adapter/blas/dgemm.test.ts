import stdDgemm from "@stdlib/blas-base-dgemm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dgemm } from "../../../src/adapter/blas.ts";
import {
  both,
  factor,
  layout,
  numbers,
  order,
  pad,
  place,
  RUNS,
  seed,
  size,
  trans,
} from "./placed.ts";

describe("dgemm is that of stdlib", () => {
  test("with leading dimensions, on random shapes", () =>
    fc.assert(
      fc.property(
        fc.tuple(order, trans, trans, size, size, size, factor, factor, pad, seed),
        ([o, tA, tB, M, N, K, alpha, beta, extra, start]) => {
          // Of a matrix that is to be conjugated stdlib asks for the wrong one of both sizes: both fit.
          const lead = (t: string, rows: number, columns: number) =>
            t === "conjugate-transpose"
              ? Math.max(1, rows, columns) + extra
              : Math.max(1, (t === "no-transpose") === (o === "row-major") ? columns : rows) +
                extra;
          const [LDA, LDB] = [lead(tA, M, K), lead(tB, K, N)];
          const LDC = lead("no-transpose", M, N);
          const arrays = {
            A: numbers(LDA * Math.max(M, K, 1), start),
            B: numbers(LDB * Math.max(K, N, 1), start + 1),
            C: numbers(LDC * Math.max(M, N, 1), start + 2),
          };
          both(
            arrays,
            ({ A, B, C }) => dgemm(o, tA, tB, M, N, K, alpha, A, LDA, B, LDB, beta, C, LDC),
            ({ A, B, C }) => stdDgemm(o, tA, tB, M, N, K, alpha, A, LDA, B, LDB, beta, C, LDC),
          );
        },
      ),
      RUNS,
    ));
  test("on views with strides of any sign and offsets", () =>
    fc.assert(
      fc.property(
        fc.tuple(
          trans,
          trans,
          size,
          size,
          size,
          factor,
          factor,
          fc.tuple(layout, layout, layout),
          seed,
        ),
        ([tA, tB, M, N, K, alpha, beta, [lA, lB, lC], start]) => {
          const a = place(
            ...((tA === "no-transpose" ? [M, K] : [K, M]) as [number, number]),
            lA,
            start,
          );
          const b = place(
            ...((tB === "no-transpose" ? [K, N] : [N, K]) as [number, number]),
            lB,
            start + 1,
          );
          const c = place(M, N, lC, start + 2);
          const run =
            (f: typeof dgemm.ndarray) =>
            ({ A, B, C }: Record<"A" | "B" | "C", Float64Array>) =>
              f(
                tA,
                tB,
                M,
                N,
                K,
                alpha,
                A,
                ...a.strides,
                a.offset,
                B,
                ...b.strides,
                b.offset,
                beta,
                C,
                ...c.strides,
                c.offset,
              );
          both(
            { A: a.data, B: b.data, C: c.data },
            run(dgemm.ndarray),
            run(stdDgemm.ndarray as typeof dgemm.ndarray),
          );
        },
      ),
      RUNS,
    ));
  test("where beta is 0 the old C is not read", () => {
    const [A, B] = [numbers(40 * 40, 1), numbers(40 * 40, 2)];
    const C = new Float64Array(40 * 40).fill(Number.NaN);
    dgemm("row-major", "no-transpose", "transpose", 40, 40, 40, 1, A, 40, B, 40, 0, C, 40);
    expect(C.some(Number.isNaN)).toBe(false);
  });
});
