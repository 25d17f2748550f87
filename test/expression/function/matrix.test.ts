import { describe, expect, test } from "vitest";
import { gradients } from "../../../src/derivative/calculus.ts";
import * as f from "../../../src/expression/function/matrix.ts";
import { variable } from "../../../src/expression/lift.ts";
import type { Expression } from "../../../src/expression/node.ts";
import { expectClose, expectDerivatives, numbers } from "../../reference/derivativeCheck.ts";
import { randomVector } from "../../reference/random.ts";

const array = (shape: number[], seed: number) => ({
  data: randomVector(
    shape.reduce((a, b) => a * b, 1),
    seed,
  ),
  shape,
});
const products: [number[], number[], number[]][] = [
  [
    [2, 3],
    [3, 2],
    [2, 2],
  ],
  [[2, 3], [3], [2]],
  [[3], [3, 2], [2]],
  [[3], [3], []],
  [[1, 1], [1], [1]],
  [
    [2, 2, 3],
    [3, 2],
    [2, 2, 2],
  ],
  [
    [2, 3],
    [2, 3, 1],
    [2, 2, 1],
  ],
  [
    [2, 1, 2, 3],
    [3, 3, 1],
    [2, 3, 2, 1],
  ],
  [[3], [2, 3, 2], [2, 2]],
  [[2, 2, 3], [3], [2, 2]],
  [
    [2, 0],
    [0, 3],
    [2, 3],
  ],
  [
    [0, 2],
    [2, 3],
    [0, 3],
  ],
];

describe("matmul", () => {
  test.each(products)("of %j and %j has shape %j and differentiates", (a, b, shape) => {
    const [left, right] = [array(a, 1), array(b, 2)];
    const y = f.matmul(variable("a", left), variable("b", right));
    expect(y.shape).toEqual(shape);
    const order = a.length + b.length > 4 ? 2 : 3;
    expectDerivatives({ at: [left, right], build: f.matmul, order });
  });
  test("multiplies rows by columns", () => {
    const y = f.matmul(
      variable("a", [
        [1, 2],
        [3, 4],
      ]),
      variable("b", [
        [5, 6],
        [7, 8],
      ]),
    );
    expect([...numbers(y)]).toEqual([19, 22, 43, 50]);
    const stacked = f.matmul(variable("a", [[[1, 2]], [[3, 4]]]), variable("b", [5, 7]));
    expect([...numbers(stacked)]).toEqual([19, 43]);
  });
  test.each([
    [[2, 3], [2]],
    [[2], [3]],
    [[], [3]],
    [[3], []],
    [
      [2, 2, 3],
      [3, 3, 1],
    ],
  ])("names the operands of shapes %j and %j, which do not fit", (a, b) => {
    const [x, y] = [variable("X", array(a, 1)), variable("w", array(b, 2))];
    expect(() => f.matmul(x, y)).toThrow(/matmul/);
    if (a.length < 3) expect(() => f.matmul(x, y)).toThrow(/X is.*w is/s);
  });
});

describe("transpose", () => {
  test("reverses the axes, or takes them in order", () => {
    const x = variable("x", array([2, 3, 4], 3));
    expect(f.transpose(x).shape).toEqual([4, 3, 2]);
    expect(f.transpose(x, [1, 2, 0]).shape).toEqual([3, 4, 2]);
    expect(f.transpose(f.transpose(x))).toBe(x);
    expect(f.transpose(variable("s", 1)).shape).toEqual([]);
    expectDerivatives({ at: [array([2, 1, 3], 4)], build: (y) => f.transpose(y.sin(), [2, 0, 1]) });
  });
  test.each([[[0]], [[0, 0]], [[0, 2]], [[0, 1, 2]], [[-1, 0]]])(
    "refuses the order %j",
    (order) => {
      expect(() => f.transpose(variable("x", array([2, 2], 1)), order)).toThrow(
        /order of transpose.*permutation/,
      );
    },
  );
});

test("outer has the axes of both", () => {
  const y = f.outer([1, 2], [[3, 4]]);
  expect(y.shape).toEqual([2, 1, 2]);
  expect([...numbers(y)]).toEqual([3, 4, 6, 8]);
  expectDerivatives({
    at: [
      [0.3, 0.4],
      [1.5, -2],
    ],
    build: f.outer,
  });
  expectDerivatives({ at: [0.3, [1.5, -2]], build: f.outer });
});

describe("diag and trace", () => {
  test("diag embeds a vector and extracts from a matrix", () => {
    expect([...numbers(f.diag(variable("x", [1, 2])))]).toEqual([1, 0, 0, 2]);
    expect([
      ...numbers(
        f.diag(
          variable("x", [
            [1, 2],
            [3, 4],
          ]),
        ),
      ),
    ]).toEqual([1, 4]);
    const v = variable("v", [1, 2, 3]);
    expect(f.diag(f.diag(v))).toBe(v);
  });
  test("differentiate", () => {
    expectDerivatives({ at: [[0.3, 0.5]], build: (x) => f.diag(x.exp()).matmul(x) });
    expectDerivatives({
      at: [
        [
          [0.3, 0.5],
          [1, 2],
        ],
      ],
      build: (x) => f.diag(x.mul(x)),
    });
    expectDerivatives({
      at: [
        [
          [0.3, 0.5],
          [1, 2],
        ],
      ],
      build: (x) => f.trace(x.matmul(x).matmul(x)),
    });
    expectDerivatives({ at: [[[0.3]]], build: (x) => f.trace(x.exp()) });
  });
  test("refuse what is not square", () => {
    expect(() => f.trace(variable("A", [[1, 2]]))).toThrow(/trace.*A is.*square/s);
    expect(() => f.diag(variable("A", [[1, 2]]))).toThrow(/diag.*A is.*square/s);
    expect(() => f.diag(variable("A", 1))).toThrow(/diag.*A is/s);
  });
});

describe("solveLinear, inverse and logDet", () => {
  const a = [
    [2, 0.3, -0.5],
    [-0.7, 1.5, 0.4],
    [0.2, 0.9, -1.8],
  ];
  test("solve what they say", () => {
    const [x, b] = [variable("A", a), variable("b", [1, 2, 3])];
    expectClose(numbers(x.matmul(f.solveLinear(x, b))), [1, 2, 3], 1e-14, "A x");
    expectClose(numbers(f.matmul(x, f.inverse(x))), [1, 0, 0, 0, 1, 0, 0, 0, 1], 1e-14, "A A⁻¹");
    expect(f.solveLinear(x, array([3, 2, 2], 1)).shape).toEqual([3, 2, 2]);
    expect(numbers(f.logDet(x))[0]).toBeCloseTo(Math.log(6.009), 14);
  });
  test("differentiate", () => {
    expectDerivatives({ at: [a], build: (x) => f.inverse(x) });
    expectDerivatives({ at: [a, [1, 2, 3]], build: (x, b) => f.solveLinear(x, b) });
    expectDerivatives({ at: [a], build: (x) => f.logDet(x) });
  });
  test.each(["spd", "symmetric"] as const)("kind %s factors (A + Aᵀ)/2", (kind) => {
    const x = variable("A", [
      [2, 0.5],
      [0.3, 1.5],
    ]);
    const b = variable("b", [1, -2]);
    const half = f.solveLinear(
      [
        [2, 0.4],
        [0.4, 1.5],
      ],
      b,
    );
    expectClose(numbers(f.solveLinear(x, b, { kind })), numbers(half), 1e-15, "solution");
    expectDerivatives({
      at: [
        [
          [2, 0.5],
          [0.3, 1.5],
        ],
      ],
      build: (y) => f.inverse(y, { kind }),
    });
  });
  test("a multiple of the identity is divided by, not factored", () => {
    const b = variable("b", [1, 2]);
    expect(
      f.solveLinear(
        [
          [2, 0],
          [0, 2],
        ],
        b,
      ).op,
    ).toBe("solve");
    expect(f.solveLinear(f.diag([2, 2]), b).op).toBe("contract");
  });
  test("say what does not fit", () => {
    const [wide, square] = [
      variable("W", [[1, 2]]),
      variable("S", [
        [1, 2],
        [3, 4],
      ]),
    ];
    for (const operation of [f.inverse, f.logDet])
      expect(() => operation(wide)).toThrow(new RegExp(`${operation.name}.*W is.*square`, "s"));
    expect(() => f.solveLinear(wide, [1])).toThrow(/solveLinear.*W is/s);
    expect(() => f.solveLinear(square, variable("b", [1, 2, 3]))).toThrow(/S is.*b is/s);
    expect(() => f.solveLinear(square, variable("b", 1))).toThrow(/S is.*b is/s);
    expect(() => f.logDet(square, { kind: "SPD" as never })).toThrow(/kind.*"spd"/);
  });
});

test("a matrix of one number is symmetric as it is", () => {
  const a = variable("a", [[2]]);
  for (const kind of ["symmetric", "spd"] as const)
    expect(f.inverse(a, { kind }).inputs[0]).toBe(a);
});

test("batches that do not fit are named with their matrices", () => {
  const [a, b] = [3, 2].map((n) =>
    variable(`A${n}`, { data: new Float64Array(4 * n), shape: [n, 2, 2] }),
  );
  expect(() => f.matmul(a!, b!)).toThrow(/the batch of A3 is a vector of 3 but the batch of A2/);
  expect(() => f.transpose(a!, 1 as never)).toThrow(/order of transpose must be a list/);
});

describe.each(["general", "symmetric", "spd"] as const)("kind %s at the edges", (kind) => {
  const functions: [string, (a: Expression) => Expression][] = [
    ["inverse", (a) => f.inverse(a, { kind })],
    ["logDet", (a) => f.logDet(a, { kind })],
    ["solveLinear", (a) => f.solveLinear(a, randomVector(a.shape[0]!, 3), { kind })],
  ];
  test.each(functions)("%s of one number differentiates three times", (_, build) => {
    for (const number of [2.5, 1e-3]) {
      const scaled = (a: Expression) => build(a).mul(number);
      expectDerivatives({ at: [[[number]]], build: scaled, order: number < 1 ? 2 : 3 });
    }
  });
  test.each(functions)(
    "%s of a matrix of condition 4·10⁶ keeps half of the digits, twice",
    (_, build) => {
      expectDerivatives({
        at: [
          [
            [1, 1],
            [1, 1 + 1e-6],
          ],
        ],
        build,
        order: 2,
        tolerance: 1e-8,
      }); // prettier-ignore
    },
  );
  test("a matrix of another symmetry counts by its symmetric part, in derivatives too", () => {
    const a = variable("a", [
      [4, 2],
      [1, 3],
    ]); // prettier-ignore
    const slope = numbers(gradients(f.logDet(a, { kind }), [a])[0]!);
    // d log|A| = tr(A⁻¹ Ȧ): for a symmetric kind with A = [[4, 1.5], [1.5, 3]], of determinant 9.75.
    const exact =
      kind === "general" ? [0.3, -0.1, -0.2, 0.4] : [3, -1.5, -1.5, 4].map((x) => x / 9.75);
    expectClose(slope, exact, 1e-15, "slope");
  });
});
