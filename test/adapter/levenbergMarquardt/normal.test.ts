import { expect, test } from "vitest";
import { normalEquations } from "../../../src/adapter/levenbergMarquardt/normal.ts";
import { expectClose } from "../../reference/derivativeCheck.ts";
import { randomVector } from "../../reference/random.ts";

test.each([1, 3, 11, 12, 20])("%i parameters: the solution of (JWJᵀ + damping·I)·δ = J·r", (n) => {
  const m = 40;
  const [J, r] = [randomVector(n * m, 1), randomVector(m, 2)];
  const weights = randomVector(m, 3).map((x) => x * x + 0.1);
  const { change, right } = normalEquations(J, weights, r, 0.3);
  const entry = (k: number, l: number) =>
    weights.reduce((sum, w, i) => sum + w * J[k * m + i]! * J[l * m + i]!, k === l ? 0.3 : 0);
  const expected = Float64Array.from({ length: n }, (_, k) =>
    r.reduce((sum, value, i) => sum + J[k * m + i]! * value, 0),
  );
  expectClose(right, expected, 1e-13, "right-hand side");
  const product = Float64Array.from({ length: n }, (_, k) =>
    change.reduce((sum, d, l) => sum + entry(k, l) * d, 0),
  );
  expectClose(product, expected, 1e-11, "solution");
});

test("numbers that are not finite, and matrices that are not definite, are refused", () => {
  const [J, ones] = [Float64Array.of(1, 2, Number.NaN, 1), Float64Array.of(1, 1)];
  expect(() => normalEquations(J, ones, ones, 1)).toThrow();
  expect(() => normalEquations(new Float64Array(4), ones, ones, 0)).toThrow();
});
