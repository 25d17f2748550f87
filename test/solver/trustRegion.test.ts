import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { ShiftedHessian } from "../../src/solver/shiftedHessian.ts";
import { regionStep } from "../../src/solver/trustRegion.ts";
import { type Dense, product, withEigenvalues } from "./linear/systems.ts";

/** gᵀs + ½sᵀHs. */
function model({ size, entries }: Dense, gradient: Float64Array, step: Float64Array): number {
  const image = new Float64Array(size);
  product({ size, entries })(step, image);
  return step.reduce((sum, s, i) => sum + s * (gradient[i]! + 0.5 * image[i]!), 0);
}

/** The least value of the model of a diagonal H in the ball, by bisection on the shift. */
function leastDiagonal(values: readonly number[], gradient: Float64Array, radius: number): number {
  const lowest = Math.min(...values);
  const length = (shift: number) =>
    Math.hypot(
      ...values.map((value, i) => (gradient[i] === 0 ? 0 : gradient[i]! / (value + shift))),
    );
  const least = (shift: number) => {
    const inner = values.reduce(
      (sum, value, i) => sum - (gradient[i] === 0 ? 0 : gradient[i]! ** 2 / (value + shift)),
      0,
    );
    return 0.5 * (inner - shift * radius ** 2);
  };
  if (lowest > 0 && length(0) <= radius) return least(0);
  // The dual function is concave in the shift: its largest value is the minimum, also in the hard case.
  let [low, high] = [Math.max(0, -lowest), Math.max(0, -lowest) + 1];
  while (length(high) > radius) high = low + 2 * (high - low);
  for (let i = 0; i < 200; i++) {
    const middle = 0.5 * (low + high);
    if (length(middle) > radius) low = middle;
    else high = middle;
  }
  return least(high);
}

const created: ShiftedHessian[] = [];
afterAll(() => {
  for (const hessian of created) hessian.dispose();
});

function load(matrix: Dense): ShiftedHessian {
  const hessian = new ShiftedHessian(matrix.size);
  created.push(hessian);
  hessian.load(matrix.entries);
  return hessian;
}

const diagonal = (values: readonly number[]): Dense => ({
  size: values.length,
  entries: Float64Array.from({ length: values.length ** 2 }, (_, at) => {
    const row = Math.trunc(at / values.length);
    return row === at % values.length ? values[row]! : 0;
  }),
});

test("the Newton step when it fits, with the decrease the model promises", () => {
  const matrix = withEigenvalues([1, 3, 10]);
  const gradient = Float64Array.of(1, -2, 0.5);
  const { step, predicted, bounded, length } = regionStep(load(matrix), gradient, 1e9, 1);
  const image = new Float64Array(3);
  product(matrix)(step, image);
  for (const [i, entry] of image.entries()) expect(entry).toBeCloseTo(-gradient[i]!, 12);
  expect(predicted).toBeCloseTo(-model(matrix, gradient, step), 12);
  expect(length).toBeCloseTo(Math.hypot(...step), 14);
  expect(bounded).toBe(false);
});

test("at least 85 % of the best decrease and at most 110 % of the radius, for any diagonal and gradient", () => {
  const entry = fc.integer({ min: -200, max: 200 }).map((hundredths) => hundredths / 100);
  const radius = fc.integer({ min: -3, max: 3 }).map((power) => 10 ** power);
  const rows = fc.array(fc.tuple(entry, entry), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(rows, radius, (lines, size) => {
      const values = lines.map(([value]) => value);
      const gradient = Float64Array.from(lines, ([, slope]) => slope);
      const matrix = diagonal(values);
      const result = regionStep(load(matrix), gradient, size, 1);
      const reached = -model(matrix, gradient, result.step);
      const best = -leastDiagonal(values, gradient, size);
      expect(result.predicted).toBeCloseTo(reached, 9);
      expect(Math.hypot(...result.step)).toBeLessThanOrEqual(1.1 * size * (1 + 1e-9));
      expect(reached).toBeGreaterThanOrEqual(0.85 * best - 1e-12);
    }),
    { seed: 2, numRuns: 2000 },
  );
});

describe("hard cases", () => {
  test("zero gradient at a saddle: the lowest eigenvector, to the boundary", () => {
    const { step, predicted } = regionStep(load(diagonal([3, -1, 2])), new Float64Array(3), 2, 1);
    expect(Math.abs(step[1]!)).toBeCloseTo(2, 6);
    expect(predicted).toBeCloseTo(2, 6);
  });

  test("a gradient orthogonal to the lowest eigenvector still finds it", () => {
    const { predicted } = regionStep(load(diagonal([1, -2])), Float64Array.of(1, 0), 10, 1);
    // s = (−1/3, √(100 − 1/9)): −1/3 + 1/18 − (100 − 1/9).
    expect(predicted).toBeGreaterThan(0.9 * 100.16);
  });

  test("an infinite radius is replaced by the reach where there is no minimum", () => {
    const hessian = load(diagonal([1, -1]));
    const { length } = regionStep(hessian, Float64Array.of(1, 1), Number.POSITIVE_INFINITY, 5);
    expect(length).toBeGreaterThan(4.4);
    expect(length).toBeLessThan(5.6);
  });

  test("a zero Hessian: straight down the gradient", () => {
    const { step } = regionStep(load(diagonal([0, 0])), Float64Array.of(3, 4), 1, 1);
    expect(step[0]! / step[1]!).toBeCloseTo(0.75, 12);
    expect(Math.hypot(...step)).toBeGreaterThan(0.9);
  });
});
