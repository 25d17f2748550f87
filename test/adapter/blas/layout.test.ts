import stdDgemm from "@stdlib/blas-base-dgemm";
import stdDgemv from "@stdlib/blas-base-dgemv";
import stdDger from "@stdlib/blas-base-dger";
import { expect, test } from "vitest";
import { dgemm, dgemv, dger, dsyrk, dtrsm } from "../../../src/adapter/blas.ts";

const A = new Float64Array(9);
test.each([
  [
    "an order",
    () => dgemm("rows" as "row-major", "transpose", "transpose", 2, 2, 2, 1, A, 2, A, 2, 1, A, 2),
    () =>
      stdDgemm("rows" as "row-major", "transpose", "transpose", 2, 2, 2, 1, A, 2, A, 2, 1, A, 2),
  ],
  [
    "a transposition",
    () => dgemm("row-major", "t" as "transpose", "transpose", 2, 2, 2, 1, A, 2, A, 2, 1, A, 2),
    () => stdDgemm("row-major", "t" as "transpose", "transpose", 2, 2, 2, 1, A, 2, A, 2, 1, A, 2),
  ],
  [
    "a negative count",
    () => dgemm("row-major", "transpose", "transpose", 2, -1, 2, 1, A, 2, A, 2, 1, A, 2),
    () => stdDgemm("row-major", "transpose", "transpose", 2, -1, 2, 1, A, 2, A, 2, 1, A, 2),
  ],
  [
    "LDA",
    () => dgemm("row-major", "no-transpose", "no-transpose", 2, 2, 3, 1, A, 2, A, 2, 1, A, 2),
    () => stdDgemm("row-major", "no-transpose", "no-transpose", 2, 2, 3, 1, A, 2, A, 2, 1, A, 2),
  ],
  [
    "LDC",
    () => dgemm("column-major", "no-transpose", "no-transpose", 3, 2, 2, 1, A, 3, A, 2, 1, A, 2),
    () => stdDgemm("column-major", "no-transpose", "no-transpose", 3, 2, 2, 1, A, 3, A, 2, 1, A, 2),
  ],
  [
    "a stride of C",
    () =>
      dgemm.ndarray("transpose", "transpose", 2, 2, 2, 1, A, 2, 1, 0, A, 2, 1, 0, 1, A, 0, 1, 0),
    () =>
      stdDgemm.ndarray("transpose", "transpose", 2, 2, 2, 1, A, 2, 1, 0, A, 2, 1, 0, 1, A, 0, 1, 0),
  ],
  [
    "a stride of x",
    () => dgemv("row-major", "transpose", 2, 2, 1, A, 2, A, 0, 1, A, 1),
    () => stdDgemv("row-major", "transpose", 2, 2, 1, A, 2, A, 0, 1, A, 1),
  ],
  [
    "a stride of y",
    () => dger("row-major", 2, 2, 1, A, 1, A, 0, A, 2),
    () => stdDger("row-major", 2, 2, 1, A, 1, A, 0, A, 2),
  ],
])("%s that stdlib refuses is refused", (_, ours, theirs) => {
  expect(theirs).toThrow();
  expect(ours).toThrow(/must be/);
});

test.each([
  ["dsyrk", () => dsyrk("row-major", "both" as "upper", "transpose", 2, 2, 1, A, 2, 1, A, 2)],
  ["dsyrk, LDC", () => dsyrk("row-major", "upper", "transpose", 2, 2, 1, A, 2, 1, A, 1)],
  [
    "dtrsm",
    () => dtrsm("row-major", "above" as "left", "upper", "transpose", "unit", 2, 2, 1, A, 2, A, 2),
  ],
  [
    "dtrsm, diag",
    () => dtrsm("row-major", "left", "upper", "transpose", "one" as "unit", 2, 2, 1, A, 2, A, 2),
  ],
])("%s refuses what it does not know", (_, call) => {
  expect(call).toThrow(/must be/);
});
