import fc from "fast-check";
import { expect, test } from "vitest";
import { isDense, isSpread, loops, reshaped, rowMajor, whole } from "../../src/program/view.ts";
import { indices } from "../reference/interpret.ts";

const buffer = { id: 0, size: 64, constant: false, persistent: false, address: 0 };
const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
const strides = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 4, maxLength: 4 });

/** Offsets that nested loops visit, outermost first. */
function visited(nest: ReturnType<typeof loops>, array: number): number[] {
  const counts = nest.map(({ count }) => count);
  return indices(counts).map((index) =>
    index.reduce((offset, i, k) => offset + i * nest[k]!.steps[array]!, 0),
  );
}

test("merged loops visit the offsets of all elements of all arrays in row-major order", () => {
  fc.assert(
    fc.property(shapes, strides, strides, (shape, first, second) => {
      const lists = [first, second, rowMajor(shape)].map((list) => list.slice(0, shape.length));
      const nest = loops(shape, lists);
      lists.forEach((list, array) => {
        const wanted = indices(shape).map((index) =>
          index.reduce((offset, i, axis) => offset + i * list[axis]!, 0),
        );
        expect(visited(nest, array)).toEqual(wanted);
      });
    }),
  );
});

test("a row-major array is one loop, whatever its rank", () => {
  expect(loops([3, 4, 5], [rowMajor([3, 4, 5])])).toEqual([{ count: 60, steps: [1] }]);
});

test("dense means row-major without gaps, and axes of size 1 may have any stride", () => {
  expect(isDense(whole(buffer, [4, 1, 16]))).toBe(true);
  expect(isDense({ buffer, offset: 0, shape: [4, 1], strides: [1, 99] })).toBe(true);
  expect(isDense({ buffer, offset: 0, shape: [4, 4], strides: [1, 4] })).toBe(false);
  expect(isDense({ buffer, offset: 0, shape: [4, 0], strides: [9, 9] })).toBe(true);
});

test("a spread number stays one under any shape", () => {
  const view = { buffer, offset: 3, shape: [2, 6], strides: [0, 0] };
  expect(isSpread(view)).toBe(true);
  expect(reshaped(view, [3, 4])).toEqual({ ...view, shape: [3, 4], strides: [0, 0] });
  expect(reshaped(whole(buffer, [2, 6]), [12]).strides).toEqual([1]);
});
