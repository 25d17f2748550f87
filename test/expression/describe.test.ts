import { expect, describe as group, test } from "vitest";
import "../../src/expression/methods.ts";
import { grad, hessian } from "../../src/derivative/derivatives.ts";
import { describe } from "../../src/expression/describe.ts";
import * as f from "../../src/expression/function/elementwise.ts";
import {
  diag,
  inverse,
  matmul,
  outer,
  solveLinear,
  trace,
  transpose,
} from "../../src/expression/function/matrix.ts";
import { logSumExp, mean, norm2, sum } from "../../src/expression/function/reduction.ts";
import { slice } from "../../src/expression/function/shaping.ts";
import { topological } from "../../src/expression/graph.ts";
import { variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { argmin } from "../../src/expression/operator/argmin.ts";

const x = variable("x", [1, 2]);
const y = variable("y", [3, 4]);
const a = variable("a", 0.5);
const b = variable("b", 2);
const X = variable("X", [
  [1, 2],
  [3, 4],
  [5, 6],
]);
const w = variable("w", [1, 2]);
const t = variable("t", [1, 2, 3]);
const A = variable("A", [
  [1, 2],
  [3, 4],
]);

const cases: [Expression, string][] = [
  [sum(f.square(X.matmul(w).sub(t))), "sum((X·w − t)²)"],
  [x.add(y), "x + y"],
  [x.sub(y), "x − y"],
  [x.sub(y.add(a)).exp(), "exp(x − (y + a))"],
  [x.mul(y), "x⊙y"],
  [x.mul(a), "x·a"],
  [a.mul(b).mul(3), "3·a·b"],
  [a.add(b).mul(b.sub(1)), "(a + b)·(b − 1)"],
  [x.neg(), "−x"],
  [a.add(b).neg(), "−(a + b)"],
  [a.add(b).square(), "(a + b)²"],
  [a.mul(b).square(), "a²·b²"],
  [f.pow(x, 3).sum(), "sum(x³)"],
  [f.pow(a.mul(b), 2.5), "(a·b)^2.5"],
  [f.pow(a, -1.5), "a^−1.5"],
  [f.div(a, b), "a / b"],
  [f.div(a.add(1), b.mul(a)), "(a + 1) / (a·b)"],
  [f.div(1, a), "1 / a"],
  [f.less(a, b), "a < b"],
  [matmul(A, A), "A·A"],
  [matmul(transpose(X), X), "Xᵀ·X"],
  [matmul(X, transpose(X)), "X·Xᵀ"],
  [matmul(t, X), "Xᵀ·t"],
  [transpose(X), "Xᵀ"],
  [transpose(A.exp()), "exp(A)ᵀ"],
  [outer(x, y), "(x[i]·y[j] → ij)"],
  [diag(x), "diag(x)"],
  [diag(x.mul(y)), "diag(x⊙y)"],
  [diag(f.add(a, [0, 0])), "a·identity[2,2]"],
  [
    hessian(f.exp(a).mul(w.square().sum()).add(X.matmul(w).sub(t).square().sum()), w),
    "2·exp(a)·identity[2,2] + 2·Xᵀ·X",
  ],
  [hessian(x.exp().sum(), x), "diag(exp(x))"],
  [hessian(A.square().sum().mul(b), A), "2·(b → ijij)"],
  [diag(diag(matmul(A, A))), "((A·A)[ii] → ii)"],
  [trace(A), "Σ(A[ii])"],
  [diag([2, 2]), "2·identity[2,2]"],
  [solveLinear(A, x), "A⁻¹·x"],
  [inverse(A.add(1)), "(A + 1[2,2])⁻¹·identity[2,2]"],
  [mean(x), "0.5·sum(x)"],
  [norm2(x), "norm(x)"],
  [slice(t, 1), "slice(t)"],
  [f.add(x, [7, 8]), "x + const[2]"],
  [f.mul(x, -2), "−2·x"],
  [f.where(f.less(x, 0), x, y), "where(x < 0[2], x, y)"],
  [argmin(a, a.mul(a).sub(a.mul(b))), "argmin a(b)"],
];

test.each(cases.map(([node, text]) => [text, node] as const))("%s", (text, node) => {
  expect(describe(node)).toBe(text);
  expect(`${node}`).toBe(text);
});

group("a large expression", () => {
  test("is cut with an ellipsis", () => {
    let node: Expression = x;
    for (let k = 0; k < 40; k++) node = node.sin().mul(0.5).add(k);
    expect(describe(node)).toContain("…");
  });
  test("that shares its parts is short, and each of them is looked at a few times", () => {
    let node: Expression = a;
    for (let k = 0; k < 200; k++) node = f.div(node.add(k), node.sin());
    const gradient = grad(logSumExp(node), a);
    let looks = 0;
    for (const part of topological([gradient])) {
      const { op } = part;
      const get = () => {
        looks++;
        return op;
      };
      Object.defineProperty(part, "op", { get });
    }
    expect(describe(gradient).length).toBeLessThan(2000);
    expect(looks).toBeLessThan(1000);
  });
});
