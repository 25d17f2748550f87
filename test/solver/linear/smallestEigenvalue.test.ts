import { describe, expect, test } from "vitest";
import { smallestEigenvalue } from "../../../src/solver/linear/smallestEigenvalue.ts";
import { geometric, product, withEigenvalues } from "./systems.ts";

test.each([1, 2, 3, 6])("is exact for %d variables", (size) => {
  const eigenvalues = geometric(size, 100).map((value) => value - 3);
  const pair = smallestEigenvalue(product(withEigenvalues(eigenvalues)), size);
  expect(pair.value).toBeCloseTo(Math.min(...eigenvalues), 11);
  expect(pair.steps).toBe(size);
});

test.each([
  ["one far below the rest", [-5, ...geometric(99, 10)]],
  ["spread evenly", Array.from({ length: 100 }, (_, i) => i - 50)],
  ["two equal", [-2, -2, ...geometric(60, 3)]],
])("comes within 10 %% from above in 20 products: %s", (_, eigenvalues) => {
  const least = Math.min(...eigenvalues);
  const { value } = smallestEigenvalue(product(withEigenvalues(eigenvalues)), eigenvalues.length);
  expect(value).toBeGreaterThanOrEqual(least - 1e-10);
  expect(value).toBeLessThanOrEqual(least + 0.1 * Math.abs(least));
});

test("the vector is a unit vector with the quotient and the residual that are reported", () => {
  const matrix = withEigenvalues(geometric(50, 30));
  const { value, vector, residual } = smallestEigenvalue(product(matrix), 50, { accuracy: 0.3 });
  const image = new Float64Array(50);
  product(matrix)(vector, image);
  expect(Math.hypot(...vector)).toBeCloseTo(1, 12);
  expect(image.reduce((sum, entry, i) => sum + entry * vector[i]!, 0)).toBeCloseTo(value, 11);
  expect(Math.hypot(...image.map((e, i) => e - value * vector[i]!))).toBeCloseTo(residual, 9);
});

describe("degenerate operators", () => {
  test("zero", () => {
    expect(smallestEigenvalue((_, into) => into.fill(0), 5).value).toBe(0);
  });

  test("a multiple of the identity takes one step", () => {
    const pair = smallestEigenvalue((v, into) => into.set(v.map((entry) => 7 * entry)), 40);
    expect(pair.value).toBeCloseTo(7, 12);
    expect(pair.steps).toBe(1);
  });
});

test("gives the same bits each time", () => {
  const multiply = product(withEigenvalues(geometric(80, 1e5)));
  expect(smallestEigenvalue(multiply, 80)).toEqual(smallestEigenvalue(multiply, 80));
});
