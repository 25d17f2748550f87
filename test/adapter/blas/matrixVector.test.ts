import stdDgemv from "@stdlib/blas-base-dgemv";
import stdDger from "@stdlib/blas-base-dger";
import fc from "fast-check";
import { test } from "vitest";
import { dgemv, dger } from "../../../src/adapter/blas.ts";
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
  step,
  trans,
  vector,
} from "./placed.ts";

test("dgemv is that of stdlib, with strides of any sign", () =>
  fc.assert(
    fc.property(
      fc.tuple(order, trans, size, size, factor, factor, fc.tuple(pad, step, step), layout, seed),
      ([o, t, M, N, alpha, beta, [extra, sx, sy], l, start]) => {
        const [inner, outer] = t === "no-transpose" ? [N, M] : [M, N];
        const LDA = Math.max(1, o === "row-major" ? N : M) + extra;
        const arrays = {
          A: numbers(LDA * Math.max(M, N, 1), start),
          x: vector(inner, sx, start + 1),
          y: vector(outer, sy, start + 2),
        };
        both(
          arrays,
          ({ A, x, y }) => dgemv(o, t, M, N, alpha, A, LDA, x, sx, beta, y, sy),
          ({ A, x, y }) => stdDgemv(o, t, M, N, alpha, A, LDA, x, sx, beta, y, sy),
        );
        const a = place(M, N, l, start);
        const [ox, oy] = [
          sx < 0 ? -sx * Math.max(0, inner - 1) : 0,
          sy < 0 ? -sy * Math.max(0, outer - 1) : 0,
        ];
        both(
          { ...arrays, A: a.data },
          ({ A, x, y }) =>
            dgemv.ndarray(t, M, N, alpha, A, ...a.strides, a.offset, x, sx, ox, beta, y, sy, oy),
          ({ A, x, y }) =>
            stdDgemv.ndarray(t, M, N, alpha, A, ...a.strides, a.offset, x, sx, ox, beta, y, sy, oy),
        );
      },
    ),
    RUNS,
  ));

test("dger is that of stdlib, with strides of any sign", () =>
  fc.assert(
    fc.property(
      fc.tuple(order, size, size, factor, step, step, pad, layout, seed),
      ([o, M, N, alpha, sx, sy, extra, l, start]) => {
        const LDA = Math.max(1, o === "row-major" ? N : M) + extra;
        const arrays = {
          A: numbers(LDA * Math.max(M, N, 1), start),
          x: vector(M, sx, start + 1),
          y: vector(N, sy, start + 2),
        };
        both(
          arrays,
          ({ A, x, y }) => dger(o, M, N, alpha, x, sx, y, sy, A, LDA),
          ({ A, x, y }) => stdDger(o, M, N, alpha, x, sx, y, sy, A, LDA),
        );
        const a = place(M, N, l, start);
        const [ox, oy] = [
          sx < 0 ? -sx * Math.max(0, M - 1) : 0,
          sy < 0 ? -sy * Math.max(0, N - 1) : 0,
        ];
        both(
          { ...arrays, A: a.data },
          ({ A, x, y }) =>
            dger.ndarray(M, N, alpha, x, sx, ox, y, sy, oy, A, ...a.strides, a.offset),
          ({ A, x, y }) =>
            stdDger.ndarray(M, N, alpha, x, sx, ox, y, sy, oy, A, ...a.strides, a.offset),
        );
      },
    ),
    RUNS,
  ));
