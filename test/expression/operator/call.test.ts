import { expect, test } from "vitest";
import "../../../src/expression/methods.ts";
import { jacobianBlock } from "../../../src/derivative/calculus.ts";
import { reverseJacobianBlock } from "../../../src/derivative/reverseJacobian.ts";
import { variable } from "../../../src/expression/lift.ts";
import { type Callee, call } from "../../../src/expression/operator/call.ts";
import { multiply, scale } from "../../../src/expression/view.ts";
import { expectClose, numbers } from "../../reference/derivativeCheck.ts";
import { calls } from "../../reference/referenceEnvironment.ts";

/** A foreign function that squares, with rules that multiply the node's own input. */
const square: Callee = {
  key: "call.test square",
  name: "square",
  bind: () => (inputs, output) => output.set(inputs[0]!.map((x) => x * x)),
  forward: (node, [tangent], batch) =>
    tangent && batch.length === 0 ? scale(multiply(node.inputs[0]!, tangent), 2) : undefined,
  reverse: (node, cotangent) => [scale(multiply(node.inputs[0]!, cotangent), 2)],
};

const x = variable("x", 3);

test("a call runs its routine, once per equal node", () => {
  const node = call(square, [x], []);
  expect(call({ ...square }, [x], [])).toBe(node);
  expect(numbers(node, {}, calls)[0]).toBe(9);
  expect(`${node}`).toBe("square(x)");
});

test("its rules are the callee's", () => {
  const node = call(square, [x], []);
  expectClose(numbers(jacobianBlock(node, x), {}, calls), [6], 0, "forward");
  expectClose(numbers(reverseJacobianBlock(node, x), {}, calls), [6], 0, "reverse");
});

test("the same callee on other inputs is another node, rebuilt by substitution", () => {
  const y = variable("y", 4);
  expect(call(square, [x], []).substitute(x, y)).toBe(call(square, [y], []));
});
