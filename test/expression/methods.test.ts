import { expect, test } from "vitest";
import "../../src/expression/methods.ts";
import * as elementwise from "../../src/expression/function/elementwise.ts";
import * as matrix from "../../src/expression/function/matrix.ts";
import * as reduction from "../../src/expression/function/reduction.ts";
import * as shaping from "../../src/expression/function/shaping.ts";
import { variable } from "../../src/expression/lift.ts";
import { Expression } from "../../src/expression/node.ts";

const x = variable("x", [
  [2, 1],
  [1, 3],
]);
/** Arguments after the first, where a function needs them. */
const rest: Record<string, unknown[]> = { reshape: [[4]], slice: [1], gather: [[0]] };
const two = ["add", "sub", "mul", "div", "pow", "less", "matmul", "outer", "solveLinear", "dot"];
const notMethods = ["where", "concat", "stack"];
const functions = Object.entries({ ...elementwise, ...matrix, ...reduction, ...shaping }).filter(
  ([name]) => !notMethods.includes(name),
);

test.each(functions)("x.%s(…) is the function of that name", (name, function_) => {
  const more = rest[name] ?? (two.includes(name) ? [x] : []);
  const method = (x as unknown as Record<string, (...all: unknown[]) => Expression>)[name]!;
  const expected = (function_ as (...all: unknown[]) => Expression)(x, ...more);
  expect(method.call(x, ...more)).toBe(expected);
});

test("chains read from left to right", () => {
  const w = variable("w", [1, 2]);
  expect(w.mul(2).sum()).toBe(reduction.sum(elementwise.mul(w, 2)));
  expect(`${x.matmul(w).sub(1).square().sum()}`).toBe("sum((x·w − 1[2])²)");
});

test("methods are not own properties, and not enumerable", () => {
  expect(Object.keys(x)).not.toContain("add");
  expect(Object.keys(Expression.prototype)).toEqual([]);
});

test("arithmetic of JavaScript on an expression is refused, and a text of it is its toString", () => {
  const y = variable("y", 1) as never;
  for (const use of [
    () => y * 2,
    () => -y,
    () => y > 0,
    () => Math.exp(y),
    () => Float64Array.of(y),
  ])
    expect(use).toThrow(
      expect.objectContaining({
        code: "ERR_VALUE",
        message: expect.stringMatching(/^y: .*x\.mul\(2\)/),
      }),
    );
  expect(`${y}`).toBe("y");
  const text = "f = ";
  expect(text + y).toBe("f = y");
  expect([y, y].join()).toBe("y,y");
});
