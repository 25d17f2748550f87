import { expect, test } from "vitest";
import { gemm, type Matrix, syrk } from "../../src/linalg/index.ts";
import { product, transpose } from "../reference/matrix.ts";
import { randomVector } from "../reference/random.ts";

const matrix = (data: Float64Array, rows: number, columns: number): Matrix => ({
  data,
  shape: [rows, columns],
});

test("gemm and syrk: options, vectors as columns, exact symmetry", () => {
  const a = randomVector(12, 1);
  const b = randomVector(20, 2);
  const exact = product(a, b, 3, 5, 4);
  const close = (x: Float64Array, y: Float64Array) => {
    x.forEach((value, i) => {
      expect(value).toBeCloseTo(y[i]!, 13);
    });
  };
  close(gemm(matrix(a, 3, 4), matrix(b, 4, 5)).data, exact);
  close(gemm(matrix(transpose(a, 3, 4), 4, 3), matrix(b, 4, 5), { transposeA: true }).data, exact);
  close(
    gemm(matrix(a, 3, 4), matrix(transpose(b, 4, 5), 5, 4), {
      transposeB: true,
      alpha: 2,
      beta: 3,
      c: matrix(exact, 3, 5),
    }).data,
    exact.map((x) => 5 * x),
  );
  expect(gemm([[1, 2]], [3, 4])).toEqual(matrix(Float64Array.of(11), 1, 1));
  expect(
    syrk(
      [
        [1, 2],
        [3, 4],
      ],
      { transpose: true, weights: [1, -1] },
    ).data,
  ).toEqual(Float64Array.of(-8, -10, -10, -12));
  expect(
    syrk(
      [
        [1, 2],
        [3, 4],
      ],
      { alpha: 2 },
    ).data,
  ).toEqual(Float64Array.of(10, 22, 22, 50));
});
