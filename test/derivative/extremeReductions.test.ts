import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  constant,
  type Expression,
  exp,
  grad,
  hessian,
  logSumExp,
  mean,
  norm2,
  prod,
  softmax,
  sum,
  variable,
} from "../../src/index.ts";
import { evaluated, isClose } from "../reference/evaluated.ts";

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;

/** Value, gradient and Hessian of a scalar function at x. */
function derivatives(build: (x: Expression) => Expression, at: readonly number[]) {
  const x = variable("x", at);
  const y = build(x);
  const [value, gradient, curvature] = evaluated([x], [[...at]], [y, grad(y, x), hessian(y, x)]);
  return { value: value![0]!, gradient: gradient!, curvature: curvature! };
}

function expectClose(found: readonly number[], exact: readonly number[], what: string): void {
  const largest = exact.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const isNear = (x: number, i: number) =>
    isClose(x, exact[i]!) || Math.abs(x - exact[i]!) <= 1e-14 * largest;
  expect(found.every(isNear), `${what}: ${found}, not ${exact}`).toBe(true);
}

describe("norm2", () => {
  const direction = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 1,
    maxLength: 30,
  });
  test("is ‖x‖ with slope x/‖x‖ and curvature (I − uuᵀ)/‖x‖ over the whole range", () => {
    fc.assert(
      fc.property(direction, fc.integer({ min: -900, max: 1000 }), (u, exponent) => {
        const scale = 2 ** exponent;
        const unit = Math.hypot(...u);
        if (unit < 1e-10) return;
        const { value, gradient, curvature } = derivatives(
          norm2,
          u.map((x) => x * scale),
        );
        expectClose([value], [unit * scale], "value");
        expectClose(
          gradient,
          u.map((x) => x / unit),
          "gradient",
        );
        const exact = u.flatMap((a, i) =>
          u.map((b, j) => (Number(i === j) - (a / unit) * (b / unit)) / unit / scale),
        );
        expectClose(curvature, exact, "Hessian");
      }),
    );
  });
  test.each([
    [[3e200, 4e200], 5e200, [0.6, 0.8]],
    [[3e-200, 4e-200], 5e-200, [0.6, 0.8]],
    [[5e-324, 0], 5e-324, [1, 0]],
    [[0, 0], 0, [0, 0]],
    [[-2], 2, [-1]],
    [[], 0, []],
    [[inf, 1], inf, [nan, 0]],
    [[nan, 1], nan, [nan, nan]],
  ])("of %j is %d with slope %j", (at, value, slope) => {
    const found = derivatives(norm2, at);
    expectClose([found.value], [value], "value");
    expectClose(found.gradient, slope, "gradient");
    if (value === 0) expect(found.curvature.every((x) => x === 0)).toBe(true);
  });
  test("of a matrix, a view and a constant", () => {
    const [x] = evaluated(
      [],
      [],
      [
        norm2([
          [3e200, 0],
          [0, 4e200],
        ]),
      ],
    ); // prettier-ignore
    expect(x![0]! / 5e200).toBeCloseTo(1, 14);
    const v = variable("v", [
      [1e200, 5],
      [1e200, 7],
    ]); // prettier-ignore
    expect(evaluated([], [], [norm2(v.transpose().gather([0]))])[0]![0]! / 1e200).toBeCloseTo(
      Math.SQRT2,
      14,
    );
  });
});

describe("logSumExp", () => {
  test.each([
    [[-inf, 0], 0, [0, 1]],
    [[-inf, 1, 2], Math.log(Math.E + Math.E ** 2), [0, 1 / (1 + Math.E), Math.E / (1 + Math.E)]],
    [[1.7e308, -1.7e308], 1.7e308, [1, 0]],
    [[800, 800], 800 + Math.LN2, [0.5, 0.5]],
    [[-inf, -inf], -inf, [nan, nan]],
    [[inf, 0], inf, [nan, 0]],
    [[inf, -inf], inf, [nan, 0]],
    [[nan, 0], nan, [nan, nan]],
    [[], -inf, []],
  ])("of %j is %d with slope %j", (at, value, slope) => {
    const found = derivatives(logSumExp, at);
    expectClose([found.value], [value], "value");
    expectClose(found.gradient, slope, "gradient");
    const p = slope;
    const exact = p.flatMap((a, i) => p.map((b, j) => (i === j ? a : 0) - a * b));
    if (Number.isFinite(value)) expectClose(found.curvature, exact, "Hessian");
  });
  test("rows of −∞ alone leave the other rows as they are", () => {
    const x = variable("x", [
      [-inf, -inf],
      [0, -inf],
    ]); // prettier-ignore
    const y = logSumExp(x, 1);
    const [value, gradient] = evaluated([], [], [y, grad(sum(exp(y)), x)]);
    expect(value).toEqual([-inf, 0]);
    expect(gradient!.slice(2)).toEqual([1, 0]);
  });
  test("softmax gives −∞ nothing, and has no value where nothing or +∞ is the largest", () => {
    const rows = constant([
      [-inf, 1, 1],
      [-inf, -inf, 3],
      [-inf, -inf, -inf],
      [inf, 0, 1],
    ]); // prettier-ignore
    expect(evaluated([], [], [softmax(rows)])[0]).toEqual([
      0,
      0.5,
      0.5,
      0,
      0,
      1,
      nan,
      nan,
      nan,
      nan,
      0,
      0,
    ]);
    const x = variable("x", [-inf, 0, 0]);
    const [slope] = evaluated([], [], [grad(sum(softmax(x).mul([1, 2, 4])), x)]);
    expect(slope).toEqual([0, -0.5, 0.5]);
  });
});

test.each([
  [
    [0, 2, 3],
    [6, 0, 0],
    [0, 3, 2, 3, 0, 0, 2, 0, 0],
  ],
  [
    [0, 0, 3],
    [0, 0, 0],
    [0, 3, 0, 3, 0, 0, 0, 0, 0],
  ],
  [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0, 0, 0, 0, 0, 0, 0],
  ],
])("prod of %j has the slope %j and the Hessian %j", (at, slope, second) => {
  const { value, gradient, curvature } = derivatives(prod, at);
  expect([value, gradient, curvature]).toEqual([0, slope, second]);
});

test("the mean of nothing is NaN when it runs, too", () => {
  expect(evaluated([], [], [mean(variable("x", []))])[0]).toEqual([nan]);
  expect(evaluated([], [], [mean(variable("x", { data: [], shape: [2, 0] }), 1)])[0]).toEqual([
    nan,
    nan,
  ]);
});
