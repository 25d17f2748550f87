import { describe, expect, test } from "vitest";
import { jacobianBlock } from "../../../src/derivative/calculus.ts";
import { add } from "../../../src/expression/add.ts";
import { type Binary, elementwise } from "../../../src/expression/elementwise.ts";
import { variable } from "../../../src/expression/lift.ts";
import type { Expression } from "../../../src/expression/node.ts";
import { binary } from "../../../src/expression/operator/binary.ts";
import { expectDerivatives, numbers } from "../../reference/derivativeCheck.ts";

const build = (op: string, x: Expression, y: Expression): Expression =>
  op === "add" ? add(x, y) : elementwise(op as Binary, [x, y]);
const pairs = Object.keys(binary).filter((op) => op !== "where");

describe.each(pairs)("%s", (op) => {
  const left = [0.7, 1.3, 2.1, 0.4];
  const right = [1.1, 0.6, -1.7, 0.9];
  const shapes: [string, (x: number[]) => number | number[] | number[][]][] = [
    ["numbers", (x) => x[0]!],
    ["one element", (x) => [x[1]!]],
    ["vectors", (x) => x],
    ["matrices", (x) => [x.slice(0, 2), x.slice(2)]],
  ];
  test.each(shapes)("differentiates three times by both arguments on %s", (_, value) => {
    expectDerivatives({ at: [value(left), value(right)], build: (x, y) => build(op, x, y) });
  });
  test("differentiates when both arguments are the same node", () => {
    expectDerivatives({
      at: [left],
      build: (x) => build(op, x, x),
      order: op === "max" || op === "min" ? 1 : 3,
    });
  });
});

describe("where", () => {
  test("differentiates the branch that is taken", () => {
    expectDerivatives({
      at: [
        [1, 0, -2, 0],
        [0.3, 0.7, 1.1, 2],
        [0.6, -0.5, 0.2, 1.3],
      ],
      build: (c, x, y) =>
        elementwise("where", [c, elementwise("exp", [x]), elementwise("sin", [y])]),
    });
  });
});

describe("pow at the edges", () => {
  test.each([
    [0, 0, 1, 0],
    [0, 1, 0, 1],
    [0, 2.5, 0, 0],
    [2, 0, 1, 0],
    [-2, 3, -8, 12],
  ])("%d ** %d is %d with slope %d by the base", (x, y, value, slope) => {
    const base = variable("base", x);
    const power = elementwise("pow", [base, variable("exponent", y)]);
    expect(numbers(power)[0]).toBe(value);
    expect(numbers(jacobianBlock(power, base))[0]).toBe(slope);
  });
  test("the mixed second derivative is 1/x where the exponent is 0", () => {
    const [x, y] = [variable("x", 2.5), variable("y", 0)];
    const mixed = jacobianBlock(jacobianBlock(elementwise("pow", [x, y]), x), y);
    expect(numbers(mixed)[0]).toBeCloseTo(1 / 2.5, 14);
  });
  test("0 ** y has slope 0 by the exponent", () => {
    const y = variable("y", 1.5);
    const power = elementwise("pow", [variable("x", 0), y]);
    expect(numbers(jacobianBlock(power, y))[0]).toBe(0);
  });
});

test.each(["max", "min"] as const)("a tie of %s shares the slope equally", (op) => {
  const [x, y] = [variable("x", [1, 2]), variable("y", [1, 3])];
  const node = elementwise(op, [x, y]);
  const winner = op === "max" ? 0 : 1;
  expect([...numbers(jacobianBlock(node, x))]).toEqual([0.5, 0, 0, winner]);
  expect([...numbers(jacobianBlock(node, y))]).toEqual([0.5, 0, 0, 1 - winner]);
});
