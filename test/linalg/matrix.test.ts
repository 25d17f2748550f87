import { expect, test } from "vitest";
import {
  cholesky,
  EchelonError,
  gemm,
  inverse,
  ldlt,
  leastSquares,
  lu,
  qr,
  solve,
  syrk,
} from "../../src/linalg/index.ts";
import { argument } from "../../src/linalg/matrix.ts";

const code = (body: () => unknown): string => {
  try {
    body();
  } catch (error) {
    if (error instanceof EchelonError) return error.code;
    throw error;
  }
  return "nothing thrown";
};

test("mistakes have their codes", () => {
  expect(code(() => gemm([[1, 2]], [[1, 2]]))).toBe("ERR_SHAPE");
  expect(code(() => gemm([[1]], [[1]], { c: [[1, 2]] }))).toBe("ERR_SHAPE");
  expect(code(() => syrk([[1, 2]], { weights: [1] }))).toBe("ERR_SHAPE");
  expect(code(() => cholesky([[1, 2]]))).toBe("ERR_SHAPE");
  expect(code(() => cholesky([1, 2]))).toBe("ERR_SHAPE");
  expect(code(() => qr([[1, 2]]))).toBe("ERR_SHAPE");
  expect(code(() => solve([[1]], [1, 2]))).toBe("ERR_SHAPE");
  expect(code(() => gemm(3, [[1]]))).toBe("ERR_SHAPE");
  for (const nothing of [null, undefined])
    expect(code(() => solve(nothing as never, [1]))).toBe("ERR_VALUE");
  expect(
    code(() =>
      lu([
        [1, Number.NaN],
        [0, 1],
      ]),
    ),
  ).toBe("ERR_NOT_FINITE");
  expect(code(() => solve([[1]], [Number.POSITIVE_INFINITY]))).toBe("ERR_NOT_FINITE");
  expect(
    code(() =>
      cholesky([
        [1, 2],
        [2, 1],
      ]),
    ),
  ).toBe("ERR_SINGULAR");
  expect(
    code(() =>
      solve(
        [
          [1, 2],
          [2, 4],
        ],
        [1, 2],
      ),
    ),
  ).toBe("ERR_SINGULAR");
  expect(
    code(() =>
      solve(
        [
          [1, 1],
          [1, 1 + 2 ** -52],
        ],
        [1, 2],
      ),
    ),
  ).toBe("ERR_SINGULAR");
  expect(code(() => lu([[0]]).solve([1]))).toBe("ERR_SINGULAR");
  expect(code(() => ldlt([[0]]).solve([1]))).toBe("ERR_SINGULAR");
  expect(code(() => inverse([[0]]))).toBe("ERR_SINGULAR");
  expect(
    code(() =>
      leastSquares(
        [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
        [1, 2, 3],
      ),
    ),
  ).toBe("ERR_SINGULAR");
  expect(code(() => solve([[1]], [1], { kind: "banded" as "spd" }))).toBe("ERR_OPTION");
});

test("an argument is read in place when it can be, and copied otherwise", () => {
  const data = Float64Array.of(1, 2, 3, 4);
  expect(argument({ data, shape: [2, 2] }, "test", "A").data).toBe(data);
  const strided = argument({ data, shape: [2, 2], strides: [1, 2] }, "test", "A");
  expect(strided.data).toEqual(Float64Array.of(1, 3, 2, 4));
  expect(argument([1, 2], "test", "b")).toMatchObject({ rows: 2, columns: 1, isVector: true });
});
