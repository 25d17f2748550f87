import { describe, expect, test } from "vitest";
import { gamma } from "../../reference/matrix.ts";
import { randomVector } from "../../reference/random.ts";
import { guarded } from "../guarded.ts";
import { builds } from "../wasm.ts";

const lengths = [...Array(35).keys(), 64, 100, 127, 130];
const steps = [1, 2, 3];

/** Strided vectors are n×1 matrices with rows `step` apart. */
describe.each(builds)("vector kernels, %s build", (build) => {
  test("dot, nrm2, asum and iamax agree with the definition within γₙ", () => {
    for (const n of lengths)
      for (const step of steps)
        guarded(build, (kernels, bench) => {
          const [xs, ys] = [randomVector(n, n + 1), randomVector(n, n + 1000)];
          const x = bench.matrix(xs, n, 1, step, n % 3);
          const y = bench.matrix(ys, n, 1, 4 - step, n % 2);
          const size = xs.reduce((s, value, i) => s + Math.abs(value * ys[i]!), 0);
          const exact = xs.reduce((s, value, i) => s + value * ys[i]!, 0);
          const bound = 2 * gamma(n + 1);
          const dot = kernels.dot!(n, x.pointer, step, y.pointer, 4 - step);
          expect(Math.abs(dot - exact)).toBeLessThanOrEqual(bound * size);
          const norm = Math.sqrt(xs.reduce((s, value) => s + value * value, 0));
          const nrm2 = kernels.nrm2!(n, x.pointer, step);
          expect(Math.abs(nrm2 - norm)).toBeLessThanOrEqual(bound * norm);
          const sum = xs.reduce((s, value) => s + Math.abs(value), 0);
          expect(Math.abs(kernels.asum!(n, x.pointer, step) - sum)).toBeLessThanOrEqual(
            bound * sum,
          );
          const largest = xs.reduce(
            (best, value, i) => (best < 0 || Math.abs(value) > Math.abs(xs[best]!) ? i : best),
            -1,
          );
          expect(kernels.iamax!(n, x.pointer, step)).toBe(largest);
        });
  });

  test("axpy, scal and copyStrided agree with the definition to two roundings", () => {
    for (const n of lengths)
      for (const step of steps)
        guarded(build, (kernels, bench) => {
          const [xs, ys] = [randomVector(n, n + 1), randomVector(n, n + 1000)];
          const x = bench.matrix(xs, n, 1, step, n % 3);
          const y = bench.matrix(ys, n, 1, 4 - step, n % 2);
          kernels.axpy!(n, 0.7, x.pointer, step, y.pointer, 4 - step);
          y.read().forEach((value, i) => {
            const size = Math.abs(ys[i]!) + Math.abs(0.7 * xs[i]!);
            expect(Math.abs(value - (ys[i]! + 0.7 * xs[i]!))).toBeLessThanOrEqual(
              2 * gamma(2) * size,
            );
          });
          kernels.copyStrided!(n, x.pointer, step, y.pointer, 4 - step);
          expect(y.read()).toEqual(xs);
          kernels.scal!(n, -3.3, x.pointer, step);
          expect(x.read()).toEqual(xs.map((value) => value * -3.3));
        });
  });

  test("rotate agrees with the definition to the bit", () => {
    for (const n of lengths)
      guarded(build, (kernels, bench) => {
        const [xs, ys] = [randomVector(n, n + 1), randomVector(n, n + 1000)];
        const [x, y] = [bench.matrix(xs, n, 1, 1, n % 3), bench.matrix(ys, n, 1, 1, n % 2)];
        const [c, s] = [0.28, -0.96];
        kernels.rotate!(n, x.pointer, y.pointer, c, s);
        expect(x.read()).toEqual(xs.map((value, i) => c * value - s * ys[i]!));
        expect(y.read()).toEqual(ys.map((value, i) => s * xs[i]! + c * value));
      });
  });

  test("nrm2 survives the ends of the exponent range", () => {
    const norm = (...values: number[]) =>
      guarded(build, (kernels, bench) =>
        kernels.nrm2!(values.length, bench.matrix(values, values.length, 1).pointer, 1),
      );
    expect(norm(3e200, 4e200)).toBeCloseTo(5e200, -190);
    expect(norm(3e-200, 4e-200) / 5e-200).toBeCloseTo(1, 15);
    expect(norm(3 * 2 ** -1074, 4 * 2 ** -1074)).toBe(5 * 2 ** -1074);
    expect(norm(Number.MAX_VALUE)).toBe(Number.MAX_VALUE);
    expect(norm(1, Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(norm(Number.POSITIVE_INFINITY, Number.NaN)).toBeNaN();
    expect(norm(0, 0, 0)).toBe(0);
    expect(norm()).toBe(0);
  });

  test("iamax: the first of equals, NaN before every number, −1 for nothing", () => {
    const index = (...values: number[]) =>
      guarded(build, (kernels, bench) =>
        kernels.iamax!(values.length, bench.matrix(values, values.length, 1).pointer, 1),
      );
    expect(index(1, -2, 2)).toBe(1);
    expect(index(1, Number.NaN, Number.POSITIVE_INFINITY)).toBe(1);
    expect(index()).toBe(-1);
  });
});
