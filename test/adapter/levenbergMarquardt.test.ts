import fc from "fast-check";
import { levenbergMarquardt as library } from "ml-levenberg-marquardt";
import { describe, expect, test } from "vitest";
import {
  type FitOptions,
  levenbergMarquardt,
  type ParameterizedFunction,
} from "../../src/adapter/levenbergMarquardt.ts";
import { parameter, variable } from "../../src/index.ts";
import { random } from "../reference/random.ts";

type Options = FitOptions & { initialValues: number[] };

const points = (n: number, from: number, to: number) =>
  Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
const sampled = (x: number[], f: (x: number) => number) => ({ x, y: x.map(f) });
const noisy = (x: number[], f: (x: number) => number, seed: number, size: number) => {
  const next = random(seed);
  return { x, y: x.map((at) => f(at) + size * (next() - 0.5)) };
};

const line: ParameterizedFunction =
  ([slope = 0, intercept = 0]) =>
  (x) =>
    slope * x + intercept;
const sine: ParameterizedFunction =
  ([a = 0, b = 0]) =>
  (t) =>
    a * Math.sin(b * t);
const bennett: ParameterizedFunction =
  ([b1 = 0, b2 = 0, b3 = 0]) =>
  (t) =>
    b1 * (t + b2) ** (-1 / b3);
const sigmoid: ParameterizedFunction =
  ([a = 0, b = 0, c = 0]) =>
  (t) =>
    a / (b + Math.exp(-t * c));
const sumOfLorentzians: ParameterizedFunction = (p) => (t) => {
  let sum = 0;
  for (let i = 0; i + 2 < p.length; i += 3)
    sum += (p[i + 1]! * p[i + 2]! ** 2) / (4 * (t - p[i]!) ** 2 + p[i + 2]! ** 2);
  return sum;
};

// The problems of the library's README and of its tests.
const problems: [string, { x: number[]; y: number[] }, ParameterizedFunction, Options][] = [
  [
    "the README's line",
    { x: [0, 1, 2, 3, 4, 5, 6], y: [-2, 0, 2, 4, 6, 8, 10] },
    line,
    { initialValues: [1, 0] },
  ],
  [
    "a sine",
    sampled(points(20, 0, 19), sine([2, 2])),
    sine,
    {
      initialValues: [2.3, 1.95],
      damping: 1.5,
      gradientDifference: 1e-2,
      maxIterations: 100,
      errorTolerance: 1e-2,
    },
  ],
  [
    "a sigmoid",
    sampled(points(20, 0, 19), sigmoid([2, 2, 2])),
    sigmoid,
    {
      initialValues: [3, 3, 3],
      damping: 0.1,
      gradientDifference: 1e-2,
      maxIterations: 200,
      errorTolerance: 1e-3,
    },
  ],
  [
    "Bennett5",
    sampled(points(154, -2.6581, 49.6526), bennett([2, 3, 5])),
    bennett,
    {
      initialValues: [3.5, 3.8, 4],
      damping: 1e-5,
      maxValues: [11, 11, 11],
      minValues: [1, 2.7, 1],
      gradientDifference: 1e-2,
      maxIterations: 300,
      errorTolerance: 1e-7,
    },
  ],
  [
    "two Lorentzians",
    sampled(points(100, -1, 7), sumOfLorentzians([1.05, 0.1, 0.3, 4, 0.15, 0.3])),
    sumOfLorentzians,
    {
      initialValues: [1.1, 0.15, 0.29, 4.05, 0.17, 0.28],
      damping: 0.01,
      gradientDifference: [0.01, 0.0001, 0.0001, 0.01, 0.0001, 0.0001],
      maxIterations: 500,
      errorTolerance: 1e-8,
    },
  ],
  [
    "central differences",
    sampled(points(20, 0, 19), sine([2, 2])),
    sine,
    {
      initialValues: [2.3, 1.95],
      damping: 1.5,
      gradientDifference: 1e-2,
      centralDifference: true,
      maxIterations: 100,
      errorTolerance: 1e-2,
    },
  ],
  [
    "bounds that bind",
    { x: [0, 1, 2, 3], y: [0, 2, 4, 6] },
    line,
    { initialValues: [1, 0], maxValues: [1.5, 10], minValues: [0, 0] },
  ],
  ["no iteration", { x: [0, 1], y: [0, 1] }, line, { initialValues: [0, 0], maxIterations: 0 }],
  [
    "typed arrays",
    { x: [0, 1, 2], y: [1, 2, 4] },
    line,
    {
      initialValues: [1, 1],
      damping: 1,
      dampingStepDown: 2,
      dampingStepUp: 3,
      improvementThreshold: 0.1,
    },
  ],
];

test.each(problems)(
  "%s: the parameters, error and iterations of the library",
  (_, data, f, options) => {
    const [ours, theirs] = [
      levenbergMarquardt(data, f, options),
      library(data, f as never, options),
    ];
    expect(ours.iterations).toBe(theirs.iterations);
    ours.parameterValues.forEach((value, k) => {
      expect(value).toBeCloseTo(theirs.parameterValues[k]!, 6);
    });
    expect(ours.parameterError).toBeCloseTo(theirs.parameterError, 8);
  },
);

test("random problems from random starts: step by step the library's", () =>
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.integer({ min: 1, max: 1e6 }),
        slope: fc.double({ min: -3, max: 3, noNaN: true }),
        f: fc.constantFrom(line, sine),
        maxIterations: fc.integer({ min: 0, max: 12 }),
        damping: fc.constantFrom(1e-2, 0.5, 10),
        centralDifference: fc.boolean(),
      }),
      ({ seed, slope, f, ...rest }) => {
        const data = noisy(points(25, -1, 2), f([1.3, 0.8]), seed, 0.2);
        const options = { initialValues: [slope, 1], ...rest };
        const [ours, theirs] = [
          levenbergMarquardt(data, f, options),
          library(data, f as never, options),
        ];
        expect(ours.iterations).toBe(theirs.iterations);
        expect(ours.parameterError).toBeCloseTo(theirs.parameterError, 7);
      },
    ),
    { seed: 5, numRuns: 200 },
  ));

test("derivatives that come with the model take the place of differences, as in the library", () => {
  const data = sampled(points(20, 0, 5), sine([2, 0.7]));
  const jacobianFunction =
    ([a = 0, b = 0]: number[]) =>
    (t: number) => [Math.sin(b * t), a * t * Math.cos(b * t)];
  const options = { initialValues: [1.5, 0.8], jacobianFunction };
  const [ours, theirs] = [
    levenbergMarquardt(data, sine, options),
    library(data, sine as never, options),
  ];
  expect(ours.iterations).toBe(theirs.iterations);
  expect(ours.parameterValues[1]).toBeCloseTo(theirs.parameterValues[1]!, 9);
  expect(ours.parameterValues[1]).toBeCloseTo(0.7, 4);
});

describe("a model that is an expression", () => {
  const data = noisy(points(40, 0, 4), (t) => 2 * Math.exp(-0.7 * t) + 0.3, 3, 0.05);
  const curve: ParameterizedFunction =
    ([a = 0, b = 0, c = 0]) =>
    (t) =>
      a * Math.exp(-b * t) + c;
  const [ab, c] = [variable("ab", [1, 1]), variable("c", 0)];
  const x = parameter("x", { shape: [40] });
  const [a, b] = [0, 1].map((i) => ab.mul(i === 0 ? [1, 0] : [0, 1]).sum());
  const model = { parameters: [ab, c], x, value: a!.mul(b!.mul(x).neg().exp()).add(c) };

  test("finds with exact derivatives what differences of 0.1 find at last", () => {
    const slopes =
      ([p = 0, q = 0]: number[]) =>
      (t: number) => [Math.exp(-q * t), -p * t * Math.exp(-q * t), 1];
    const exact = levenbergMarquardt(data, model);
    const same = library(data, curve as never, {
      initialValues: [1, 1, 0],
      jacobianFunction: slopes,
    });
    expect(exact.iterations).toBe(same.iterations);
    exact.parameterValues.forEach((value, k) => {
      expect(value).toBeCloseTo(same.parameterValues[k]!, 9);
    });
    const rough = levenbergMarquardt(data, curve, { initialValues: [1, 1, 0] });
    expect(exact.parameterError).toBeLessThanOrEqual(rough.parameterError + 1e-12);
  });

  test("starts where it is told to", () => {
    const { parameterValues } = levenbergMarquardt(data, model, {
      initialValues: [5, 6, 7],
      maxIterations: 0,
    });
    expect(parameterValues).toEqual([5, 6, 7]);
  });

  test("must have one value for each point", () => {
    expect(() => levenbergMarquardt({ x: [1, 2, 3], y: [1, 2, 3] }, model)).toThrow(
      "one entry, for each point",
    );
  });
});

test("weights: the minimum of the weighted sum of squares, and no larger one than the library finds", () => {
  const data = { x: [0, 1, 2, 3, 4], y: [0.1, 0.9, 2.3, 2.8, 9] };
  const weights = [2, 2, 2, 2, 0.1];
  // Normal equations of the weighted line.
  const w = weights.map((v) => v * v);
  const sum = (f: (i: number) => number) => w.reduce((total, v, i) => total + v * f(i), 0);
  const [s0, s1, s2] = [sum(() => 1), sum((i) => data.x[i]!), sum((i) => data.x[i]! ** 2)];
  const [t0, t1] = [sum((i) => data.y[i]!), sum((i) => data.x[i]! * data.y[i]!)];
  const slope = (s0 * t1 - s1 * t0) / (s0 * s2 - s1 * s1);
  const options = { initialValues: [0, 0], weights, maxIterations: 50 };
  const ours = levenbergMarquardt(data, line, options);
  expect(ours.parameterValues[0]).toBeCloseTo(slope, 5);
  const theirs = library(data, line as never, options);
  expect(ours.parameterError).toBeLessThanOrEqual(theirs.parameterError + 1e-9);
});

test("a parameter whose step is 0 is held, as the library's description says", () => {
  const data = { x: [0, 1, 2, 3], y: [1, 3, 5, 7] };
  const { parameterValues } = levenbergMarquardt(data, line, {
    initialValues: [1.5, 0],
    gradientDifference: [0, 0.1],
  });
  expect(parameterValues[0]).toBe(1.5);
  // Mean of y − 1.5x.
  expect(parameterValues[1]).toBeCloseTo(1.75, 4);
});

test("a model that leaves its domain ends the fit with the best so far, as in the library", () => {
  const root: ParameterizedFunction =
    ([a = 0, b = 0]) =>
    (x) =>
      Math.sqrt(a - b * x);
  const data = { x: [0, 1, 2, 3], y: [2, 1.5, 1, 3] };
  const options = { initialValues: [9, 2.9], maxIterations: 20 };
  const [ours, theirs] = [
    levenbergMarquardt(data, root, options),
    library(data, root as never, options),
  ];
  expect(ours.parameterError).toBeCloseTo(theirs.parameterError, 6);
});

test("timeout throws", () => {
  const data = { x: [1, 2], y: [1, 2] };
  const slow: ParameterizedFunction =
    ([a = 0, b = 0]) =>
    (x) => {
      const end = performance.now() + 2;
      while (performance.now() < end);
      return a * Math.sin(b * x);
    };
  const options = { initialValues: [1, 3], timeout: 0.001, errorTolerance: 0 };
  expect(() => library(data, slow as never, options)).toThrow("execution time");
  expect(() => levenbergMarquardt(data, slow, options)).toThrow("timeout of 0.001 seconds");
});
