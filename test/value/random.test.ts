import { expect, test } from "vitest";
import { normal, uniformRandom } from "../../src/value/random.ts";

test("a seed gives the same numbers on every engine", () => {
  const draw = normal(1);
  expect([draw(), draw(), draw()]).toMatchInlineSnapshot(`
    [
      0.02191729852272542,
      0.38413386922984266,
      0.7624596969671427,
    ]
  `);
  const uniform = uniformRandom(1);
  expect([uniform(), uniform()]).toMatchInlineSnapshot(`
    [
      0.6270739405881613,
      0.002735721180215478,
    ]
  `);
});

test("normal numbers have mean 0, variance 1 and kurtosis 3 within four standard errors", () => {
  const draw = normal(7);
  const n = 100_000;
  let [first, second, fourth] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = draw();
    first += x / n;
    second += x ** 2 / n;
    fourth += x ** 4 / n;
  }
  expect(Math.abs(first)).toBeLessThan(4 / Math.sqrt(n));
  expect(Math.abs(second - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  expect(Math.abs(fourth - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
});
