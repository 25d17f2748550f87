import { expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { calculus } from "../../src/derivative/calculus.ts";
import { cotangents } from "../../src/derivative/reverse.ts";
import { freeVariables } from "../../src/expression/graph.ts";
import { constant, parameter, variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { type Callee, call } from "../../src/expression/operator/call.ts";
import { expectClose, numbers } from "../reference/derivativeCheck.ts";

const x = variable("x", [0.5, -1]);
const y = variable("y", [2, 3]);

test("cotangents of several outputs add up", () => {
  const [c] = cotangents(
    calculus,
    [x.exp(), x.mul(y)],
    [constant([1, 1]), constant([2, 4])],
    [x],
    [],
  );
  expectClose(numbers(c!), [Math.exp(0.5) + 4, Math.exp(-1) + 12], 1e-15, "sum");
});

test("a batch of cotangents keeps its axes first", () => {
  const seed = constant({ data: [1, 0, 2, 0, 1, -1], shape: [3, 2] });
  const [c] = cotangents(calculus, [x.exp()], [seed], [x], [3]);
  expect(c!.shape).toEqual([3, 2]);
  const [a, b] = [Math.exp(0.5), Math.exp(-1)];
  expectClose(numbers(c!), [a, 0, 2 * a, 0, a, -b], 1e-15, "batch");
});

test("undefined is a zero cotangent", () => {
  expect(cotangents(calculus, [x.exp()], [undefined], [x], [])).toEqual([undefined]);
  expect(cotangents(calculus, [y.exp()], [constant([1, 1])], [x], [])).toEqual([undefined]);
  expect(cotangents(calculus, [x.exp()], [constant([0, 0])], [x], [])).toEqual([undefined]);
});

test("an output that is an input has its own seed as cotangent", () => {
  const seed = constant([7, 8]);
  expect(cotangents(calculus, [x], [seed], [x], [])).toEqual([seed]);
});

test("a rule is told which inputs are needed", () => {
  let asked: readonly boolean[] = [];
  const callee: Callee = {
    key: "reverse.test",
    name: "callee",
    bind: () => () => undefined,
    forward: () => undefined,
    reverse: (_node, cotangent, _batch, _calculus, needed) => {
      asked = needed;
      return [cotangent, cotangent];
    },
  };
  const node: Expression = call(callee, [x, y], [2]);
  cotangents(calculus, [node], [constant([1, 2])], [y], []);
  expect(asked).toEqual([false, true]);
});

test("data gets no cotangent", () => {
  const X = parameter("X", [
    [1, 2],
    [3, 4],
  ]);
  const [c] = cotangents(calculus, [X.matmul(x).sum()], [constant(1)], [x], []);
  expect(freeVariables([c!])).toEqual([X]);
});
