import { describe, expect, test } from "vitest";
import { type Double, from } from "../../reference/doubleDouble.ts";
import type { Scaled } from "../../reference/elementary.ts";
import * as reference from "../../reference/elementary.ts";
import { random } from "../../reference/random.ts";
import { scalar, strip } from "./strips.ts";

const POINTS = 100_000;
const plain =
  (f: (x: Double) => Double) =>
  (x: number): Scaled => [f(from(x)), 0];
const wide =
  (f: (x: Double) => Scaled) =>
  (x: number): Scaled =>
    f(from(x));

/** Logarithmic from the smallest denormal number to `top`, both signs if wanted. */
const logarithmic =
  (top: number, signed = true) =>
  (next: () => number): number => {
    const size = Math.min(
      top,
      2 ** (-1074 + ((next() + 1) / 2) * (Math.log2(top) + 1074)) * (1.5 + next() / 2),
    );
    return signed && next() < 0 ? -size : size;
  };
const uniform =
  (low: number, high: number) =>
  (next: () => number): number =>
    low + ((next() + 1) / 2) * (high - low);

interface Row {
  name: string;
  exact: (x: number) => Scaled;
  /** A third of the points from each. */
  ranges: ((next: () => number) => number)[];
  bound: number;
}

const rows: Row[] = [
  {
    name: "exp",
    exact: wide(reference.exp),
    ranges: [uniform(-745, 709.78), uniform(-1, 1), logarithmic(700)],
    bound: 1,
  },
  {
    name: "expm1",
    exact: wide(reference.expm1),
    ranges: [uniform(-50, 709.78), uniform(-1.5, 1.5), logarithmic(30)],
    bound: 1,
  },
  {
    name: "log",
    exact: (x) => [reference.log(split(x)), 0],
    ranges: [logarithmic(Number.MAX_VALUE, false), uniform(0.5, 2), uniform(0, 100)],
    bound: 1,
  },
  {
    name: "log1p",
    exact: plain(reference.log1p),
    ranges: [logarithmic(0.9), uniform(-0.999, 2), logarithmic(1e300, false)],
    bound: 1,
  },
  {
    name: "tanh",
    exact: plain(reference.tanh),
    ranges: [uniform(-22, 22), uniform(-1, 1), logarithmic(20)],
    bound: 1,
  },
  {
    name: "sigmoid",
    exact: wide(reference.sigmoid),
    ranges: [uniform(-745, 40), uniform(-4, 4), logarithmic(40)],
    bound: 1,
  },
  {
    name: "sigmoidSlope",
    exact: wide(reference.sigmoidSlope),
    ranges: [uniform(-745, 745), uniform(-4, 4), logarithmic(700)],
    bound: 4,
  },
  {
    name: "softplus",
    exact: wide(reference.softplus),
    ranges: [uniform(-745, 100), uniform(-4, 4), logarithmic(700)],
    bound: 1,
  },
  {
    name: "sinh",
    exact: wide(reference.sinh),
    ranges: [uniform(-710.4, 710.4), uniform(-2, 2), logarithmic(700)],
    bound: 2,
  },
  {
    name: "cosh",
    exact: wide(reference.cosh),
    ranges: [uniform(-710.4, 710.4), uniform(-2, 2), logarithmic(700)],
    bound: 2,
  },
  {
    name: "sin",
    exact: (x) => [reference.sin(x), 0],
    ranges: [uniform(-100, 100), logarithmic(1e6), logarithmic(Number.MAX_VALUE)],
    bound: 1,
  },
  {
    name: "cos",
    exact: (x) => [reference.cos(x), 0],
    ranges: [uniform(-100, 100), logarithmic(1e6), logarithmic(Number.MAX_VALUE)],
    bound: 1,
  },
  {
    name: "tan",
    exact: (x) => [reference.tan(x), 0],
    ranges: [uniform(-100, 100), logarithmic(1e6), logarithmic(Number.MAX_VALUE)],
    bound: 2,
  },
  {
    name: "erf",
    exact: wide(reference.erf),
    ranges: [uniform(-6.2, 6.2), uniform(-1.3, 1.3), logarithmic(6)],
    bound: 1,
  },
];

/** x = value·2^exponent with value in [1, 2): keeps the reference away from denormal numbers. */
function split(x: number): Scaled {
  const exponent = Math.floor(Math.log2(x));
  const half = Math.trunc(exponent / 2);
  return [from(x * 2 ** -half * 2 ** (half - exponent)), exponent];
}

/** |value − exact| in units of the last place of exact (of 2⁻¹⁰⁷⁴ below the normal numbers). */
function ulps(value: number, [[high, low], exponent]: Scaled): number {
  const size = Math.floor(Math.log2(Math.abs(high))) + exponent;
  const last = Math.max(size - 52, -1074);
  if (high === 0) return value === 0 ? 0 : Number.POSITIVE_INFINITY;
  if (!Number.isFinite(value)) return size >= 1023 ? 0 : Number.POSITIVE_INFINITY;
  // Everything times 2^−last, in steps that neither over- nor underflow.
  const scale = (x: number, power: number): number => {
    const part = Math.trunc(power / 3);
    return x * 2 ** part * 2 ** part * 2 ** (power - 2 * part);
  };
  return Math.abs(scale(value, -last) - scale(high, exponent - last) - scale(low, exponent - last));
}

describe("elementwise functions against 106-bit arithmetic", () => {
  test.each(rows)(
    "$name stays within $bound ulp over 10⁵ points",
    ({ name, exact, ranges, bound }) => {
      const next = random(7);
      const xs = Float64Array.from({ length: POINTS + 2 }, (_, i) =>
        ranges[i % ranges.length]!(next),
      );
      const values = strip(name, xs);
      let worst = 0;
      let where = 0;
      values.forEach((value, i) => {
        const error = ulps(value, exact(xs[i]!));
        if (!(error <= worst)) [worst, where] = [error, xs[i]!];
      });
      if (process.env.SHOW_ULPS) console.log(name, worst, "at", where);
      expect(worst, `at ${where}`).toBeLessThanOrEqual(bound);
    },
  );

  test("pow stays within 1 ulp over 10⁵ points", () => {
    const next = random(8);
    const xs = Float64Array.from({ length: POINTS }, (_, i) =>
      (i % 2 ? logarithmic(1e300, false) : uniform(0.5, 2))(next),
    );
    const ys = xs.map((x, i) =>
      i % 3 ? (next() * 700) / Math.abs(Math.log(x) || 1) : Math.round(next() * 9),
    );
    const values = strip("pow", xs, ys);
    let worst = 0;
    values.forEach((value, i) => {
      const exact =
        Math.abs(Math.log2(xs[i]!) * ys[i]!) < 1070
          ? ulps(value, reference.pow(xs[i]!, ys[i]!))
          : 0;
      if (!(exact <= worst)) worst = exact;
    });
    if (process.env.SHOW_ULPS) console.log("pow", worst);
    expect(worst).toBeLessThanOrEqual(1);
  });

  test("scalar and vector forms give the same bits, in either lane", () => {
    const next = random(9);
    for (const { name, ranges } of rows) {
      const xs = Float64Array.from({ length: 300 }, (_, i) =>
        i % 10
          ? ranges[i % 3]!(next)
          : [Number.NaN, 0, -0, 1e308, -1e308, Number.POSITIVE_INFINITY, 5e-324][i % 7]!,
      );
      const values = strip(name, xs);
      values.forEach((value, i) => {
        if (!Object.is(scalar(name, xs[i]!), value)) expect.fail(`${name}(${xs[i]}): ${value}`);
      });
      const swapped = strip(
        name,
        xs.map((_, i) => xs[i ^ 1]!),
      );
      values.forEach((value, i) => {
        if (!Object.is(swapped[i ^ 1], value)) expect.fail(`${name}(${xs[i]}): lanes differ`);
      });
    }
  });
});
