import { describe, expect, test } from "vitest";
import * as f from "../../../src/expression/function/elementwise.ts";
import { trace, transpose } from "../../../src/expression/function/matrix.ts";
import { mean, sum } from "../../../src/expression/function/reduction.ts";
import { variable } from "../../../src/expression/lift.ts";
import type { Expression } from "../../../src/expression/node.ts";
import { expectClose, expectDerivatives, numbers } from "../../reference/derivativeCheck.ts";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const unary: [(x: Expression) => Expression, (x: number) => number][] = [
  [f.neg, (x) => -x],
  [f.square, (x) => x * x],
  [f.sqrt, Math.sqrt],
  [f.exp, Math.exp],
  [f.log, Math.log],
  [f.log1p, Math.log1p],
  [f.expm1, Math.expm1],
  [f.sin, Math.sin],
  [f.cos, Math.cos],
  [f.tan, Math.tan],
  [f.tanh, Math.tanh],
  [f.sinh, Math.sinh],
  [f.cosh, Math.cosh],
  [f.sigmoid, sigmoid],
  [f.softplus, (x) => Math.log1p(Math.exp(x))],
  [f.relu, (x) => Math.max(x, 0)],
  [f.abs, Math.abs],
  [f.sign, Math.sign],
  [f.erf, (x) => ({ 0.25: 0.27632639016823696, 1: 0.8427007929497149, 2: 0.9953222650189527 })[x]!],
];

describe.each(
  unary.map(([function_, definition]) => [function_.name, function_, definition] as const),
)("%s", (_, function_, definition) => {
  test("is its definition", () => {
    const points = [0.25, 1, 2];
    const expected = points.map(definition);
    expectClose(numbers(function_(variable("x", points))), expected, 1e-15, "vector");
    expectClose(numbers(function_(variable("x", 1))), [definition(1)], 4e-16, "number");
    expect(function_(variable("x", [[[1]], [[2]]])).shape).toEqual([2, 1, 1]);
  });
});

const binary: [(a: Expression, b: Expression) => Expression, (a: number, b: number) => number][] = [
  [f.add, (a, b) => a + b],
  [f.sub, (a, b) => a - b],
  [f.mul, (a, b) => a * b],
  [f.div, (a, b) => a / b],
  [f.pow, (a, b) => a ** b],
  [f.max, Math.max],
  [f.min, Math.min],
  [f.less, (a, b) => (a < b ? 1 : 0)],
];
const shapes: [number[], number[], number[]][] = [
  [[], [], []],
  [[], [3], [3]],
  [[3], [], [3]],
  [[1], [3], [3]],
  [[2, 1], [3], [2, 3]],
  [
    [2, 3],
    [2, 1],
    [2, 3],
  ],
  [[3], [2, 1, 1], [2, 1, 3]],
  [[1, 1], [2], [1, 2]],
  [[0], [1], [0]],
  [
    [2, 0],
    [1, 1],
    [2, 0],
  ],
];
/** Distinct positive numbers. */
const filled = (shape: number[], from: number) => {
  const count = shape.reduce((a, b) => a * b, 1);
  return { data: Array.from({ length: count }, (_, i) => from + 0.37 * i), shape };
};

describe.each(
  binary.map(([function_, definition]) => [function_.name, function_, definition] as const),
)("%s", (_, function_, definition) => {
  test.each(shapes)("broadcasts %j with %j to %j", (left, right, both) => {
    const [a, b] = [filled(left, 0.6), filled(right, 1.1)];
    const y = function_(variable("a", a), variable("b", b));
    expect(y.shape).toEqual(both);
    // NumPy's rule, element by element.
    const at = (from: number[], index: number[]) =>
      from.reduce((sum, n, axis) => {
        const i = index[both.length - from.length + axis]!;
        return sum * n + (n === 1 ? 0 : i);
      }, 0);
    const expected = Array.from({ length: both.reduce((x, y_) => x * y_, 1) }, (_, flat) => {
      let rest = flat;
      const index = both.map((_, axis) => {
        const n = both.slice(axis + 1).reduce((x, y_) => x * y_, 1);
        const i = Math.floor(rest / n);
        rest %= n;
        return i;
      });
      return definition(a.data[at(left, index)]!, b.data[at(right, index)]!);
    });
    expectClose(numbers(y), expected, 4e-16, "value");
  });
  test.each(shapes)("differentiates through the broadcast of %j with %j", (left, right) => {
    expectDerivatives({ at: [filled(left, 0.6), filled(right, 1.13)], build: function_ });
  });
  test("names both operands and shapes when they do not fit", () => {
    const [a, b] = [variable("a", [1, 2]), variable("b", [1, 2, 3])];
    expect(() => function_(a, b)).toThrow(new RegExp(`${function_.name}.*a is.*2.*b is.*3`, "s"));
    try {
      function_(a, b);
    } catch (error) {
      expect(error).toMatchObject({
        code: "ERR_SHAPE",
        facts: { shapes: [[2], [3]], names: ["a", "b"] },
      });
    }
  });
});

describe("pow", () => {
  test.each([-2, -1, 0, 0.5, 1, 2, 3, 4, 5])(
    "with the number %d is differentiated by the base",
    (p) => {
      expectDerivatives({ at: [[0.7, 1.8]], build: (x) => f.pow(x, p) });
      expectClose(numbers(f.pow(variable("x", 1.7), p)), [1.7 ** p], 4e-16, "value");
    },
  );
  test("of a number is differentiated by the exponent", () => {
    expectDerivatives({ at: [[-1, 0.5, 2]], build: (y) => f.pow(2, y) });
  });
  test("broadcasts the base against an array of exponents", () => {
    expect([...numbers(f.pow(variable("x", 3), [1, 2, 3]))]).toEqual([3, 9, 27]);
    expect([...numbers(f.pow(variable("x", [2, 3]), [[2], [2]]))]).toEqual([4, 9, 4, 9]);
  });
});

describe("where", () => {
  test("broadcasts all three and differentiates the branch taken", () => {
    const build = (a: Expression, b: Expression) => f.where([[1], [0]], f.exp(a), f.square(b));
    expectDerivatives({ at: [[0.3, 0.5, 0.9], 1.7], build });
    expect(build(variable("a", [1, 2, 3]), variable("b", 1)).shape).toEqual([2, 3]);
  });
  test("chooses by comparison", () => {
    const x = variable("x", [-1, 0, 2]);
    expect([...numbers(f.where(f.less(x, 0), f.neg(x), f.mul(x, 10)))]).toEqual([1, 0, 20]);
  });
  test("of a NaN in the branch not taken is not NaN", () => {
    const x = variable("x", [-1, 4]);
    expect([...numbers(f.where(f.less(x, 0), 0, f.sqrt(x)))]).toEqual([0, 2]);
  });
});

describe("max and min of one array", () => {
  test("are its largest and smallest element", () => {
    const x = variable("x", [
      [3, -1],
      [2, 7],
    ]);
    expect([numbers(f.max(x))[0], numbers(f.min(x))[0]]).toEqual([7, -1]);
    expect(numbers(f.max(variable("s", 5)))[0]).toBe(5);
    expect(numbers(f.max(variable("n", [1, Number.NaN, 2])))[0]).toBe(Number.NaN);
  });
  test("differentiate", () => {
    expectDerivatives({ at: [[0.3, 0.9, 0.5]], build: (x) => f.max(f.exp(x)) });
    expectDerivatives({
      at: [
        [
          [0.3, 0.9],
          [0.5, -1],
        ],
      ],
      build: (x) => f.min(f.exp(x)),
    });
  });
  test("of nothing do not exist", () => {
    expect(() => f.max(variable("x", []))).toThrow(/max.*x is/s);
    expect(() => f.min(variable("x", []))).toThrow(/min.*x is/s);
  });
});

describe("numbers far from 1", () => {
  test.each([1e-300, 1e300])("%d survives every operation that has a finite result", (big) => {
    const x = variable("x", big);
    expect(numbers(f.sqrt(x))[0]).toBe(Math.sqrt(big));
    expect(numbers(f.div(x, big))[0]).toBe(1);
    expect(numbers(f.mul(x, 1 / big))[0]).toBeCloseTo(1, 14);
    expect(numbers(f.log(x))[0]).toBe(Math.log(big));
    expect(numbers(f.tanh(x))[0]).toBe(Math.tanh(big));
    expect(numbers(f.sigmoid(f.neg(x)))[0]).toBe(big > 1 ? 0 : 0.5);
    expect(numbers(f.softplus(x))[0]).toBe(big > 1 ? big : Math.LN2);
    expect(numbers(f.neg(f.neg(x)))[0]).toBe(big);
    expect(numbers(f.sub(x, x))[0]).toBe(0);
  });
  test("numbers folded into one factor neither overflow nor vanish", () => {
    const [tiny, huge] = [variable("x", 1e-300), variable("x", 1e300)];
    expect(numbers(f.mul(f.mul(tiny, 1e200), 1e200))[0]! / 1e100).toBeCloseTo(1, 14);
    expect(numbers(f.mul(f.mul(huge, 1e-200), 1e-200))[0]! / 1e-100).toBeCloseTo(1, 14);
    expect(numbers(f.div(variable("x", 2 ** -1060), 2 ** -1060))[0]).toBe(1);
  });
  test("division next to a power of two is not rounded twice", () => {
    for (const divisor of [8 + 2 ** -49, 2 ** 100 * (1 + 2 ** -52)])
      for (const x of [3, 7.3, 1e5 / 3])
        expect(numbers(f.div(variable("x", x), divisor))[0]).toBe(x / divisor);
  });
});

test("NaN is passed on by arithmetic", () => {
  const x = variable("x", Number.NaN);
  for (const operation of [f.add, f.sub, f.mul, f.div, f.max, f.min])
    expect(numbers(operation(x, variable("y", 2)))[0]).toBe(Number.NaN);
});

test("numbers and arrays are lifted on either side", () => {
  const x = variable("x", [1, 2]);
  expect([...numbers(f.sub(5, x))]).toEqual([4, 3]);
  expect([...numbers(f.div(x, new Float64Array([2, 4])))]).toEqual([0.5, 0.5]);
  expect([...numbers(f.mul(x, { data: [1, 9, 2], shape: [2], stride: [2] }))]).toEqual([1, 4]);
});

test("the logarithm of a sum or a mean of exponentials does not overflow", () => {
  const x = variable("x", [
    [800, 801],
    [-900, -900],
  ]); // prettier-ignore
  const rows = [801 + Math.log1p(Math.exp(-1)), -900 + Math.LN2];
  expectClose(numbers(f.log(sum(f.exp(x), 1))), rows, 1e-15, "rows");
  expectClose(numbers(f.log(sum(f.exp(x)))), [rows[0]!], 1e-15, "all");
  expectClose(
    numbers(f.log(mean(f.exp(x), 1))),
    rows.map((y) => y - Math.LN2),
    1e-15,
    "means",
  );
  expectClose(
    numbers(f.log(f.mul(sum(f.exp(x), 0), 3))),
    [800, 801].map((y) => y + Math.log(3)),
    1e-15,
    "columns",
  );
  expectDerivatives({
    at: [
      [
        [0.3, -1],
        [2, 0.5],
      ],
    ],
    build: (y) => f.log(sum(f.exp(y), 0)),
  }); // prettier-ignore
  // Not a sum of exponentials as it is: a trace, a transpose, a negative factor.
  expectDerivatives({
    at: [
      [
        [0.3, -1],
        [2, 0.5],
      ],
    ],
    build: (y) => f.log(trace(f.exp(y))),
  }); // prettier-ignore
  expectDerivatives({
    at: [
      [
        [0.3, -1],
        [2, 0.5],
      ],
    ],
    build: (y) => f.log(transpose(f.exp(y))),
    order: 2,
  }); // prettier-ignore
  expect(f.log(f.mul(sum(f.exp(x), 0), -3)).op).toBe("log");
});
