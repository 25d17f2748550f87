import { expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { calculus } from "../../src/derivative/calculus.ts";
import { tangents } from "../../src/derivative/forward.ts";
import { constant, variable } from "../../src/expression/lift.ts";
import { expectClose, numbers } from "../reference/derivativeCheck.ts";

const x = variable("x", [0.5, -1]);
const y = variable("y", [2, 3]);

test("several inputs move together", () => {
  const [t] = tangents(calculus, [x.mul(y)], [x, y], [constant([1, 2]), constant([3, 4])], []);
  expectClose(numbers(t!), [0.5 * 3 + 2 * 1, -1 * 4 + 3 * 2], 1e-15, "tangent");
});

test("a batch of directions keeps its axes last", () => {
  const seed = constant({ data: [1, 0, 2, 0, 1, -1], shape: [2, 3] });
  const [t] = tangents(calculus, [x.exp()], [x], [seed], [3]);
  expect(t!.shape).toEqual([2, 3]);
  const [a, b] = [Math.exp(0.5), Math.exp(-1)];
  expectClose(numbers(t!), [a, 0, 2 * a, 0, b, -b], 1e-15, "batch");
});

test("undefined is a zero tangent: of seeds, and of outputs that do not move", () => {
  const outputs = [x.sin(), y.sin(), x.sign()];
  const [a, b, c] = tangents(calculus, outputs, [x, y], [constant([1, 1]), undefined], []);
  expect(a).toBeDefined();
  expect(b).toBe(undefined);
  expect(c).toBe(undefined);
});

test("an output that is an input moves along its seed", () => {
  const seed = constant([7, 8]);
  expect(tangents(calculus, [x], [x], [seed], [])).toEqual([seed]);
});
