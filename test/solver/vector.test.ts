import { expect, test } from "vitest";
import { addScaled, dot, largest, move, norm } from "../../src/solver/vector.ts";

test("norm neither over- nor underflows", () => {
  expect(norm(Float64Array.of(3, 4))).toBe(5);
  expect(norm(Float64Array.of(3e300, 4e300)) / 1e300).toBeCloseTo(5, 14);
  expect(norm(Float64Array.of(3e-300, 4e-300)) * 1e300).toBeCloseTo(5, 14);
  expect(norm(new Float64Array(0))).toBe(0);
  expect(norm(new Float64Array(3))).toBe(0);
});

test("norm and largest of a vector with NaN are NaN, with an infinity infinite", () => {
  for (const size of [norm, largest]) {
    expect(size(Float64Array.of(1, Number.NaN, 2))).toBeNaN();
    expect(size(Float64Array.of(1, Number.NEGATIVE_INFINITY))).toBe(Number.POSITIVE_INFINITY);
  }
});

test("dot, addScaled and move are what they say", () => {
  const [x, y] = [Float64Array.of(1, 2), Float64Array.of(3, 5)];
  expect(dot(x, y)).toBe(13);
  addScaled(2, x, y);
  expect(y).toEqual(Float64Array.of(5, 9));
  move(x, -1, x, x);
  expect(x).toEqual(new Float64Array(2));
});
