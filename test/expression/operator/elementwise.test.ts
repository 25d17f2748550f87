import { expect, test } from "vitest";
import { calculus } from "../../../src/derivative/calculus.ts";
import { uniform } from "../../../src/expression/contract.ts";
import { elementwise } from "../../../src/expression/elementwise.ts";
import { constant, variable } from "../../../src/expression/lift.ts";
import { elementwiseOperator } from "../../../src/expression/operator/elementwise.ts";
import { numbers } from "../../reference/derivativeCheck.ts";

const x = variable("x", [1, 2]);
const node = elementwise("exp", [x]);
const all = [true];

test("a slope becomes both rules, batch axes last forward and first in reverse", () => {
  const row = elementwiseOperator(([input]) => [input]);
  const seed = constant([
    [1, 0, 5],
    [0, 1, 7],
  ]);
  expect([...numbers(row.forward(node, [seed], [3], calculus)!)]).toEqual([1, 0, 5, 0, 2, 14]);
  const turned = constant([
    [1, 0],
    [0, 1],
    [5, 7],
  ]);
  expect([...numbers(row.reverse(node, turned, [3], calculus, all)[0]!)]).toEqual([
    1, 0, 0, 2, 5, 14,
  ]);
});

test("an undefined slope is zero everywhere", () => {
  const row = elementwiseOperator(() => [undefined]);
  expect(row.forward(node, [constant([1, 2])], [], calculus)).toBe(undefined);
  expect(row.reverse(node, constant([1, 2]), [], calculus, all)).toEqual([undefined]);
});

test("a slope of 1 passes the direction on unchanged", () => {
  const row = elementwiseOperator(([input]) => [uniform(1, input!.shape)]);
  const seed = constant([3, 4]);
  expect(row.forward(node, [seed], [], calculus)).toBe(seed);
});
