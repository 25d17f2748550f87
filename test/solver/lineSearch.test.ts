import fc from "fast-check";
import { expect, test } from "vitest";
import { lineSearch } from "../../src/solver/lineSearch.ts";

/** Searches along f from 0 with a first guess; the probes it made. */
function search(f: (t: number) => readonly [number, number], guess: number) {
  const probes: number[] = [];
  const [value, slope] = f(0);
  const line = { x: Float64Array.of(0), direction: Float64Array.of(1), value, slope };
  const steps = lineSearch(line, guess);
  let next = steps.next();
  while (!next.done) {
    if (next.value.kind !== "request") throw new Error("a line search only asks");
    const t = next.value.x[0]!;
    probes.push(t);
    const [at, rise] = f(t);
    next = steps.next({ value: at, gradient: Float64Array.of(rise) });
  }
  return { found: next.value, probes, value, slope };
}

test("takes a first guess that satisfies the Wolfe conditions", () => {
  const { found, probes } = search((t) => [(t - 1) ** 2, 2 * (t - 1)], 1.1);
  expect(probes).toEqual([1.1]);
  expect(found!.alpha).toBe(1.1);
  expect(found!.point[0]).toBe(1.1);
});

test.each([1e-8, 1e-3, 1, 1e3, 1e8])("finds the minimum of a cubic from a guess of %d", (guess) => {
  const { found, probes } = search((t) => [t ** 3 / 3 + t * t - 3 * t, t * t + 2 * t - 3], guess);
  expect(found!.alpha).toBeGreaterThan(0.05);
  expect(found!.alpha).toBeLessThan(1.9);
  expect(probes.length).toBeLessThan(35);
});

test("a guess outside the domain bounds the search: −log(1 − t) − 2t from 1e6", () => {
  const f = (t: number) => [-Math.log(1 - t) - 2 * t, 1 / (1 - t) - 2] as const;
  const { found } = search(f, 1e6);
  expect(found!.alpha).toBeGreaterThan(0);
  expect(found!.alpha).toBeLessThan(1);
});

test("where values agree in all digits the slopes decide", () => {
  const { found } = search((t) => [1e16 + (t - 1) ** 2 * 1e-3, 2e-3 * (t - 1)], 0.01);
  expect(Math.abs(found!.known.gradient[0]!)).toBeLessThanOrEqual(0.8 * 2e-3);
  expect(found!.alpha).toBeGreaterThan(0.09);
});

test("a line that only falls ends without a step, after 60 probes", () => {
  const { found, probes } = search((t) => [-t, -1], 1);
  expect(found).toBeUndefined();
  expect(probes.length).toBeLessThanOrEqual(60);
});

test("a slope that lies ends without a step", () => {
  const { found, probes } = search((t) => [t, -1], 1);
  expect(found).toBeUndefined();
  expect(probes.length).toBeLessThanOrEqual(60);
});

test("what it accepts satisfies the Wolfe conditions, for any wavy line", () => {
  const part = fc.integer({ min: 1, max: 300 }).map((hundredths) => hundredths / 100);
  fc.assert(
    fc.property(part, part, part, part, (bend, wave, frequency, guess) => {
      const f = (t: number) =>
        [
          bend * (t - 1) ** 2 + wave * Math.sin(frequency * t) - wave * frequency * t,
          2 * bend * (t - 1) + wave * frequency * (Math.cos(frequency * t) - 1),
        ] as const;
      const { found, value, slope } = search(f, guess);
      const [at, rise] = f(found!.alpha);
      expect(at).toBeLessThanOrEqual(value + 0.1 * found!.alpha * slope + 1e-9 * Math.abs(value));
      expect(rise).toBeGreaterThanOrEqual(0.9 * slope);
    }),
    { seed: 4, numRuns: 1000 },
  );
});

test("next to a wall where no point flattens and falls enough, takes one that is lower", () => {
  // 3(1 − s) less a wall at s = 0: steep at the start, and hardly lower anywhere.
  const wall = (s: number) => 3 * s - 1e-3 * (Math.log(s) + Math.log(1 - s));
  const rise = (s: number) => 3 - 1e-3 * (1 / s - 1 / (1 - s));
  const steep = rise(1 - 1e-6);
  const f = (t: number) =>
    [wall(1 - 1e-6 - steep * t), -steep * rise(1 - 1e-6 - steep * t)] as const;
  for (const guess of [1e-3, 1, 1e6]) {
    const { found, value } = search(f, guess);
    expect(found!.known.value).toBeLessThan(value);
    expect(found!.known.value).toBe(f(found!.alpha)[0]);
  }
});
