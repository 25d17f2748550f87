import { describe, expect, test } from "vitest";
import "../../../src/expression/methods.ts";
import { gradients, jacobianBlock } from "../../../src/derivative/calculus.ts";
import { reverseJacobianBlock } from "../../../src/derivative/reverseJacobian.ts";
import { freeVariables, topological } from "../../../src/expression/graph.ts";
import { parameter, variable } from "../../../src/expression/lift.ts";
import type { Expression } from "../../../src/expression/node.ts";
import { withoutInvariants } from "../../../src/expression/operator/invariant.ts";
import { formal } from "../../../src/expression/operator/loop.ts";
import { scan } from "../../../src/expression/operator/scan.ts";
import { expectClose, numbersOf } from "../../reference/derivativeCheck.ts";
import { calls } from "../../reference/referenceEnvironment.ts";

const w = formal("w", [2]);
const X = parameter("X", [
  [0.4, -0.2],
  [0.3, 0.5],
  [-0.1, 0.7],
]);
const lambda = variable("lambda", -1);
const start = variable("start", [0.4, -0.3]);
const gram = X.transpose().matmul(X);
const body = w.sub(gram.matmul(w).add(w.sin().mul(lambda.exp())).mul(0.2));

describe("what does not depend on the state", () => {
  test("leaves the body: the Gram matrix and the exponential are inputs", () => {
    const light = withoutInvariants([w], [body]);
    expect(light.values).toEqual(expect.arrayContaining([gram, lambda.exp()]));
    expect(freeVariables(light.body)).not.toContain(X);
    expect(topological(light.body).some(({ op }) => op === "exp")).toBe(false);
  });
  test("stays when it is a leaf, a number or a view of one array", () => {
    const plain = X.matmul(w).sum(0).mul(lambda).add(w.mul(3)).add(lambda.mul(2));
    const light = withoutInvariants([w], [plain]);
    expect(light.values).toEqual([X, lambda]);
    expect(light.body).toEqual([plain]);
  });
  test("may be the whole next state", () => {
    const light = withoutInvariants([w], [start.exp()]);
    expect(light.values).toEqual([start.exp()]);
  });
});

test("the same loop is still the same node", () => {
  expect(scan([w], [body], [start], 5)[0]).toBe(scan([w], [body], [start], 5)[0]);
});

test("derivatives through invariants are those of the steps written out, to the third", () => {
  const of = (times: (x: Expression) => Expression) => {
    const y = times(start).mul([1, -2]).sum();
    const slopes = gradients(y, [start, lambda, X]);
    const second = [jacobianBlock(slopes[1]!, start), reverseJacobianBlock(slopes[1]!, lambda)];
    return [
      y,
      ...slopes,
      ...second,
      jacobianBlock(second[1]!, lambda),
      reverseJacobianBlock(second[0]!, lambda),
    ];
  };
  const loop = of((x) => scan([w], [body], [x], 4)[0]!);
  const graph = of((x) => [1, 2, 3, 4].reduce((now) => body.substitute(w, now), x));
  const [a, b] = [numbersOf(loop, {}, calls), numbersOf(graph, {}, calls)];
  a.forEach((value, k) => {
    expectClose(value, b[k]!, 1e-13, `${k}`);
  });
});
