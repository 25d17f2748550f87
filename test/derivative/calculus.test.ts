import { describe, expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { calculus, gradients } from "../../src/derivative/calculus.ts";
import { hessian } from "../../src/derivative/derivatives.ts";
import { contraction } from "../../src/expression/contract.ts";
import { softplus } from "../../src/expression/function/elementwise.ts";
import { diag } from "../../src/expression/function/matrix.ts";
import { topological } from "../../src/expression/graph.ts";
import { parameter, variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { zeros } from "../../src/expression/view.ts";
import { randomVector } from "../reference/random.ts";

const X = parameter("X", { data: randomVector(12, 1), shape: [4, 3] });
const y = parameter("y", randomVector(4, 2));
const w = variable("w", randomVector(3, 3));

/** Identity matrices in a graph. */
const identitiesBelow = (node: Expression) =>
  topological([node]).filter(
    ({ op, inputs, shape }) => op === "contract" && inputs.length === 0 && shape.length === 2,
  );

describe("a Hessian collapses to what a person would write", () => {
  test("½|Xw − y|²: one product XᵀX, nothing else", () => {
    const h = hessian(X.matmul(w).sub(y).square().sum().mul(0.5), w);
    expect(h.inputs).toEqual([X, X]);
    expect(contraction(h)).toMatchObject({
      scale: 1,
      output: [0, 1],
      labels: [
        [2, 0],
        [2, 1],
      ],
    });
  });
  test("its mean: the same product times a number", () => {
    const h = hessian(X.matmul(w).sub(y).square().mean(), w);
    expect(h.inputs).toEqual([X, X]);
    expect(contraction(h)!.scale).toBe(0.5);
  });
  test("the logistic loss: one weighted product Xᵀ diag(σ′) X, no identity", () => {
    const score = X.matmul(w);
    const losses = [softplus(score.mul(y).neg()).sum(), softplus(score).sub(score.mul(y)).sum()];
    for (const loss of losses) {
      const h = hessian(loss, w);
      expect(identitiesBelow(h)).toEqual([]);
      const { labels, output } = contraction(h)!;
      expect(output).toEqual([0, 1]);
      expect(h.inputs.filter((input) => input === X).length).toBe(2);
      // Besides X twice, only weights along the rows.
      expect(labels.map((list) => list.join()).sort()).toEqual(
        expect.arrayContaining(["2", "2,0", "2,1"]),
      );
      expect(new Set(labels.map((list) => list.join())).size).toBe(3);
    }
  });
  test("a separable function: a diagonal embedding of a vector", () => {
    const h = hessian(w.exp().sum().add(w.square().square().sum()), w);
    expect(contraction(h)).toMatchObject({ output: [0, 0], labels: [[0]] });
    expect(h.inputs[0]!.shape).toEqual([3]);
  });
  test("a separable function with a ridge: still one diagonal", () => {
    const lambda = variable("lambda", 0.1);
    const h = hessian(w.cosh().sum().add(w.square().sum().mul(lambda)), w);
    expect(contraction(h)).toMatchObject({ output: [0, 0], labels: [[0]] });
  });
  test("a ridge: a multiple of the identity", () => {
    const h = hessian(w.square().sum(), w);
    expect(h.inputs).toEqual([]);
    expect(contraction(h)).toMatchObject({ scale: 2, output: [0, 0] });
  });
  test("a linear function: zero", () => {
    expect(hessian(X.matmul(w).sum(), w)).toBe(zeros([3, 3]));
  });
});

test("gradients are zeros of the right shape where nothing depends", () => {
  expect(gradients(w.sum(), [X, w])[0]).toBe(zeros([4, 3]));
});

test("the third derivative of a separable function is a diagonal of rank 3", () => {
  const h = hessian(w.exp().sum(), w);
  const [third] = calculus.tangents([h], [w], [diag([1, 1, 1])], [3]);
  expect(contraction(third!)).toMatchObject({ output: [0, 0, 0], labels: [[0]] });
});

test("the calculus lends what the rules need", () => {
  expect(calculus.substitute([w.exp()], [w], [y.slice(1)])[0]).toBe(y.slice(1).exp());
  expect(calculus.hessian(w.square().sum(), [w])[0]![0]).toBe(hessian(w.square().sum(), w));
});
