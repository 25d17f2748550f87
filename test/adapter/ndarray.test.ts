import stdlibNdarray from "@stdlib/ndarray-base-ctor";
import fc from "fast-check";
import ndarray from "ndarray";
import { expect, test } from "vitest";
import { constant, evaluate, parameter, variable } from "../../src/index.ts";
import { gemm, solve } from "../../src/linalg/index.ts";
import { randomVector } from "../reference/random.ts";

/** A matrix of a library, and the same numbers row by row, read with the library's own `get`. */
interface Case {
  readonly view: { readonly data: Float64Array; readonly shape: number[] };
  readonly rows: number[][];
}

const read = (shape: readonly number[], get: (i: number, j: number) => number): number[][] =>
  Array.from({ length: shape[0]! }, (_, i) =>
    Array.from({ length: shape[1]! }, (__, j) => get(i, j)),
  );

const cases = fc
  .record({
    m: fc.integer({ min: 1, max: 7 }),
    n: fc.integer({ min: 1, max: 7 }),
    steps: fc.tuple(fc.constantFrom(1, 2, -1, -2), fc.constantFrom(1, 3, -1)),
    isTransposed: fc.boolean(),
    offset: fc.integer({ min: 0, max: 4 }),
    seed: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ m, n, steps: [down, right], isTransposed, offset, seed }) => {
    const width = Math.abs(right) * n + 2;
    const data = Float64Array.from(randomVector(offset + Math.abs(down) * width * m + 2, seed));
    let scijs = ndarray(data, [Math.abs(down) * m, width], [width, 1], offset)
      .hi(Math.abs(down) * m, Math.abs(right) * n)
      .step(down, right);
    if (isTransposed) scijs = scijs.transpose(1, 0);
    const { shape, stride } = scijs;
    const stdlib = stdlibNdarray("float64", data, shape, stride, scijs.offset, "row-major");
    return {
      scijs: {
        view: scijs as unknown as Case["view"],
        rows: read(shape, (i, j) => scijs.get(i, j)),
      },
      stdlib: {
        view: stdlib as unknown as Case["view"],
        rows: read(shape, (i, j) => stdlib.get(i, j) as number),
      },
    };
  });

test.each(["scijs", "stdlib"] as const)(
  "ndarrays of %s, transposed, stepped and backwards, are read as their own get reads them",
  (library) =>
    fc.assert(
      fc.property(cases, (both) => {
        const { view, rows } = both[library];
        expect(evaluate(constant(view))).toEqual(Float64Array.from(rows.flat()));
        expect(evaluate(variable("x", view).mul(1))).toEqual(Float64Array.from(rows.flat()));
        const x = parameter("X", view);
        expect(evaluate(x.sum(), { X: view })).toBeCloseTo(
          rows.flat().reduce((a, b) => a + b),
          12,
        );
        const square = gemm(view, view, { transposeB: true });
        expect(square).toEqual(gemm(rows, rows, { transposeB: true }));
        const ridge = rows.map((_, i) => rows.map((__, j) => (i === j ? 9 : 0)));
        const system = gemm(view, view, { transposeB: true, c: ridge });
        expect(solve(system, view)).toEqual(solve(system, rows));
      }),
      { seed: 7, numRuns: 150 },
    ),
);

test("a result is wrapped without a copy", () => {
  const { data, shape } = gemm(
    [
      [1, 2],
      [3, 4],
    ],
    [
      [0, 1],
      [1, 0],
    ],
  );
  expect(ndarray(data, [...shape]).get(1, 0)).toBe(4);
  expect(stdlibNdarray("float64", data, [...shape], [2, 1], 0, "row-major").get(0, 1)).toBe(1);
});
