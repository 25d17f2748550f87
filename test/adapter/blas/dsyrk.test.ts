import stdDsyr from "@stdlib/blas-base-dsyr";
import fc from "fast-check";
import { test } from "vitest";
import { dsyrk } from "../../../src/adapter/blas.ts";
import {
  both,
  factor,
  layout,
  type Placed,
  place,
  RUNS,
  seed,
  size,
  trans,
  uplo,
} from "./placed.ts";

// stdlib has no dsyrk: K times its dsyr, on rows or columns of A.
test("dsyrk is a sum of rank-one changes by stdlib's dsyr, and leaves the other triangle", () =>
  fc.assert(
    fc.property(
      fc.tuple(uplo, trans, size, size, factor, factor, layout, layout, seed, fc.boolean()),
      ([u, t, N, K, alpha, beta, lA, lC, start, plain]) => {
        const isPlain = t === "no-transpose";
        const dense = { inner: 1, gap: 0, columnsFirst: !plain, backwards: false, offset: 0 };
        const a = place(
          ...((isPlain ? [N, K] : [K, N]) as [number, number]),
          plain ? lA : dense,
          start,
        );
        const c = place(N, N, plain ? lC : dense, start + 1);
        const [along, across] = isPlain ? a.strides : [a.strides[1], a.strides[0]];
        const ld = (p: Placed) => Math.max(...p.strides.map(Math.abs));
        both(
          { A: a.data, C: c.data },
          ({ A, C }) =>
            plain
              ? dsyrk.ndarray(
                  u,
                  t,
                  N,
                  K,
                  alpha,
                  A,
                  ...a.strides,
                  a.offset,
                  beta,
                  C,
                  ...c.strides,
                  c.offset,
                )
              : dsyrk("column-major", u, t, N, K, alpha, A, ld(a), beta, C, ld(c)),
          ({ A, C }) => {
            for (let i = 0; i < N; i++)
              for (let j = u === "upper" ? i : 0; j < (u === "upper" ? N : i + 1); j++) {
                const at = c.offset + i * c.strides[0] + j * c.strides[1];
                C[at] = beta === 0 ? 0 : beta * C[at]!;
              }
            for (let k = 0; k < K; k++)
              stdDsyr.ndarray(
                u,
                N,
                alpha,
                A,
                along,
                a.offset + k * across,
                C,
                ...c.strides,
                c.offset,
              );
          },
        );
      },
    ),
    RUNS,
  ));
