import { expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { jacobianBlock } from "../../src/derivative/calculus.ts";
import { reverseJacobianBlock } from "../../src/derivative/reverseJacobian.ts";
import { variable } from "../../src/expression/lift.ts";
import { zeros } from "../../src/expression/view.ts";
import { expectClose, numbers } from "../reference/derivativeCheck.ts";

test("is the forward Jacobian, of shape output ++ input", () => {
  const x = variable("x", [[0.3, 0.8, -0.2]]);
  const y = x.sin().reshape([3, 1]).matmul(x);
  const block = reverseJacobianBlock(y, x);
  expect(block.shape).toEqual([3, 3, 1, 3]);
  expectClose(numbers(block), numbers(jacobianBlock(y, x)), 1e-15, "block");
});

test("is zero where nothing depends", () => {
  const [x, y] = [variable("x", [1, 2]), variable("y", 1)];
  expect(reverseJacobianBlock(y, x)).toBe(zeros([2]));
});
