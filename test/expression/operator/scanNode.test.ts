import { expect, test } from "vitest";
import "../../../src/expression/methods.ts";
import { gradients, jacobianBlock } from "../../../src/derivative/calculus.ts";
import { reverseJacobianBlock } from "../../../src/derivative/reverseJacobian.ts";
import { topological } from "../../../src/expression/graph.ts";
import { variable } from "../../../src/expression/lift.ts";
import type { Expression } from "../../../src/expression/node.ts";
import { formal } from "../../../src/expression/operator/loop.ts";
import { scan } from "../../../src/expression/operator/scan.ts";
import { expectClose, numbers } from "../../reference/derivativeCheck.ts";
import { calls } from "../../reference/referenceEnvironment.ts";

const s = formal("s", []);
const [x, p] = [variable("x", 0.5), variable("p", 0.9)];
const end = scan([s], [s.mul(p).sin()], [x], 100)[0]!;
const callNodes = (node: Expression) => topological([node]).filter(({ op }) => op === "call");

test("a loop is one node however many steps it has", () => {
  expect(callNodes(end).length).toBe(1);
  expect(topological([end]).length).toBeLessThan(6);
  expect(scan([s], [s.mul(p).sin()], [x], 100)[0]).toBe(end);
  expect(`${end}`).toBe("scan 100×(x, p)");
});

test("a gradient adds one adjoint, a tangent one loop, and equal derivatives are one node", () => {
  const [byX, byP] = gradients(end, [x, p]);
  expect(new Set([...callNodes(byX!), ...callNodes(byP!)]).size).toBe(1);
  expect(gradients(end, [x, p])[0]).toBe(byX);
  expect(callNodes(jacobianBlock(end, x)).length).toBe(1);
  expect(jacobianBlock(end, x)).toBe(jacobianBlock(end, x));
});

test("a loop that does not depend on x has no derivative by it", () => {
  const still = scan([s], [s.mul(0.5)], [p], 10)[0]!;
  expect(callNodes(gradients(still.add(x), [x])[0]!)).toEqual([]);
});

test("a gradient that moves only through its cotangent is linear in it", () => {
  const q = variable("q", [2, -3]);
  const slope = gradients(end.mul(q.sum()), [x])[0]!;
  const plain = numbers(gradients(end, [x])[0]!, {}, calls)[0]!;
  for (const block of [jacobianBlock, reverseJacobianBlock])
    expectClose(numbers(block(slope, q), {}, calls), [plain, plain], 1e-14, block.name);
});
