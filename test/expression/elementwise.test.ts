import { describe, expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { calculus } from "../../src/derivative/calculus.ts";
import { add } from "../../src/expression/add.ts";
import { uniform } from "../../src/expression/contract.ts";
import { elementwise } from "../../src/expression/elementwise.ts";
import { diag } from "../../src/expression/function/matrix.ts";
import { topological } from "../../src/expression/graph.ts";
import { constant, variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { broadcastTo, scale } from "../../src/expression/view.ts";
import { expectClose, numbers } from "../reference/derivativeCheck.ts";

const x = variable("x", [1, 2]);
const a = variable("a", 0.5);

describe("constants", () => {
  test("are folded where every engine agrees on the bits", () => {
    expect(elementwise("sqrt", [uniform(9)])).toBe(uniform(3));
    expect(elementwise("exp", [uniform(0, [3])])).toBe(uniform(1, [3]));
    expect(elementwise("div", [uniform(1), uniform(3)])).toBe(uniform(1 / 3));
    expect(elementwise("max", [uniform(1), uniform(3)])).toBe(uniform(3));
    expect(elementwise("where", [uniform(0), uniform(1), uniform(2)])).toBe(uniform(2));
  });
  test("are not folded where engines may differ", () => {
    expect(elementwise("exp", [uniform(0.3)]).op).toBe("exp");
    expect(elementwise("pow", [uniform(2), uniform(0.3)]).op).toBe("pow");
  });
  test("0/0 stays NaN, and x/0 stays a division", () => {
    expect(numbers(elementwise("div", [uniform(0), uniform(0)]))[0]).toBe(Number.NaN);
    expect(elementwise("div", [a, uniform(0)]).op).toBe("div");
    expect(elementwise("div", [uniform(0), a]).op).toBe("div");
  });
});

describe("division by a number", () => {
  test.each([1, 2, -4, 0.5, 2 ** 1000, 2 ** -1000])("by %d is a product, exactly", (divisor) => {
    expect(elementwise("div", [a, uniform(divisor)])).toBe(scale(a, 1 / divisor));
  });
  test.each([3, 0.1, 8 + 2 ** -49, 2 ** -1060, Number.POSITIVE_INFINITY, Number.NaN])(
    "by %d stays a division",
    (divisor) => {
      expect(elementwise("div", [a, uniform(divisor)]).op).toBe("div");
    },
  );
});

describe("where", () => {
  test("of a known condition is its branch", () => {
    expect(elementwise("where", [uniform(1, [2]), x, constant([5, 6])])).toBe(x);
    expect(elementwise("where", [uniform(0, [2]), constant([5, 6]), x])).toBe(x);
  });
  test("of equal branches is the branch", () => {
    expect(elementwise("where", [constant([0, 1]), x, x])).toBe(x);
  });
});

describe("broadcasts", () => {
  test("come after the operation", () => {
    expect(elementwise("exp", [broadcastTo(a, [2])])).toBe(
      broadcastTo(elementwise("exp", [a]), [2]),
    );
    const pair = elementwise("div", [broadcastTo(a, [2]), uniform(3, [2])]);
    expect(pair).toBe(broadcastTo(elementwise("div", [a, uniform(3)]), [2]));
  });
  test("but not diagonals: exp(0) is not 0", () => {
    const y = elementwise("exp", [diag(x)]);
    expect(y.op).toBe("exp");
    expect([...numbers(y)]).toEqual([Math.E, 1, 1, Math.exp(2)]);
  });
});

test("equal operations on equal inputs are one node", () => {
  expect(elementwise("sin", [x])).toBe(elementwise("sin", [x]));
  expect(elementwise("powConstant", [x], { exponent: 2.5 })).toBe(
    elementwise("powConstant", [x], { exponent: 2.5 }),
  );
  expect(elementwise("powConstant", [x], { exponent: 2.5 })).not.toBe(
    elementwise("powConstant", [x], { exponent: 3.5 }),
  );
  expect(elementwise("div", [a, x.sum()])).not.toBe(elementwise("div", [x.sum(), a]));
});

describe("what overflows on the way is the function that was meant", () => {
  const x = variable("x", [-800, -1, 0, 2, 800]);
  const at = [-800, -1, 0, 2, 800];
  const one = uniform(1, [5]);
  const grown = add(one, elementwise("exp", [x]));
  const fallen = add(elementwise("exp", [scale(x, -1)]), one);
  const sigmoid = (y: number) => 1 / (1 + Math.exp(-y));
  const softplus = (y: number) => Math.max(y, 0) + Math.log1p(Math.exp(-Math.abs(y)));
  test.each<[string, Expression, (y: number) => number, (y: number) => number]>([
    ["log(1 + eˣ)", elementwise("log", [grown]), softplus, sigmoid],
    ["log1p(eˣ)", elementwise("log1p", [elementwise("exp", [x])]), softplus, sigmoid],
    ["log(1 + e⁻ˣ)", elementwise("log", [fallen]), (y) => softplus(-y), (y) => -sigmoid(-y)],
    ["1 / (1 + e⁻ˣ)", elementwise("div", [one, fallen]), sigmoid, (y) => sigmoid(y) * sigmoid(-y)],
    ["reciprocal", elementwise("reciprocal", [fallen]), sigmoid, (y) => sigmoid(y) * sigmoid(-y)],
    [
      "eˣ / (1 + eˣ)",
      elementwise("div", [elementwise("exp", [x]), grown]),
      sigmoid,
      (y) => sigmoid(y) * sigmoid(-y),
    ],
    [
      "log sigmoid x",
      elementwise("log", [elementwise("sigmoid", [x])]),
      (y) => -softplus(-y),
      (y) => sigmoid(-y),
    ],
    [
      "log(1 − sigmoid x)",
      elementwise("log", [add(one, scale(elementwise("sigmoid", [x]), -1))]),
      (y) => -softplus(y),
      (y) => -sigmoid(y),
    ],
    [
      "log1p(−sigmoid x)",
      elementwise("log1p", [scale(elementwise("sigmoid", [x]), -1)]),
      (y) => -softplus(y),
      (y) => -sigmoid(y),
    ],
    ["log eˣ", elementwise("log", [elementwise("exp", [x])]), (y) => y, () => 1],
  ])("%s", (_, node, value, slope) => {
    expectClose(numbers(node), at.map(value), 1e-15, "value");
    const seed = uniform(1, [5]);
    const tangent = calculus.tangents([node], [x], [seed], [])[0]!;
    expectClose(numbers(tangent), at.map(slope), 1e-15, "slope");
  });
  test("cross-entropy written with 1 − sigmoid has one slope, of either sign", () => {
    const y = constant([0, 1, 1, 0, 1]);
    const p = x.sigmoid();
    const loss = y
      .mul(p.log())
      .add(y.neg().add(1).mul(p.neg().add(1).log()))
      .sum()
      .neg();
    expect(numbers(loss)[0]).toBeCloseTo(softplus(1) + softplus(0) + softplus(2), 12);
    const [slope] = calculus.cotangents([loss], [uniform(1)], [x], []);
    expectClose(
      numbers(slope!),
      at.map((z, i) => sigmoid(z) - [0, 1, 1, 0, 1][i]!),
      1e-15,
      "slope",
    );
    const curvature = calculus.hessian(loss, [x])[0]![0]!;
    expect(topological([curvature]).filter((node) => node.op === "sigmoidSlope")).toHaveLength(1);
    for (const op of ["cos", "cosh", "abs"] as const)
      expect(elementwise(op, [scale(x, -2)])).toBe(elementwise(op, [scale(x, 2)]));
  });
  test("and others are left alone", () => {
    expect(elementwise("log", [add(uniform(2, [5]), elementwise("exp", [x]))]).op).toBe("log");
    expect(elementwise("div", [x, grown]).op).toBe("div");
    expect(elementwise("reciprocal", [grown.sub(1)]).op).toBe("reciprocal");
    expect(elementwise("log", [add(one, elementwise("sigmoid", [x]))]).op).toBe("log");
    expect(elementwise("div", [elementwise("exp", [scale(x, 2)]), grown]).op).toBe("div");
  });
  test("nor is an exponential that is one of three operands, but no term beside 1", () => {
    const [v, w] = [variable("v", at), variable("w", [1, 2, 3, 4, 5])];
    const e = elementwise("exp", [w]);
    for (const three of [elementwise("where", [v, w, e]), v.mul(w).mul(e)]) {
      expect(three.inputs[2]).toBe(e);
      for (const op of ["log", "reciprocal"] as const) expect(elementwise(op, [three]).op).toBe(op);
      expect(elementwise("div", [one, three]).op).not.toBe("sigmoid");
    }
  });
});

test("a choice by what is zero is the other choice by what is not", () => {
  const c = variable("c", [0, 2, Number.NaN]);
  const [u, v] = [variable("u", [1, 2, 3]), variable("v", [4, 5, 6])];
  const swapped = elementwise("where", [elementwise("equalTo", [c, uniform(0, [3])]), u, v]);
  expect(swapped).toBe(elementwise("where", [c, v, u]));
  expect([...numbers(swapped)]).toEqual([1, 5, 6]);
});
