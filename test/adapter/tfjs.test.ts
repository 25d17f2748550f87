import type * as core from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tfjs } from "../../src/adapter/tfjs.ts";
import { freeVariables } from "../../src/expression/graph.ts";
import { nameOf } from "../../src/expression/lift.ts";
import {
  argmin,
  constant,
  type Expression,
  evaluate,
  grad,
  hessian,
  hvp,
  hypergradient,
  minimize,
  softplus,
  solveSync,
  variable,
} from "../../src/index.ts";
import { expectClose } from "../reference/derivativeCheck.ts";
import { randomVector } from "../reference/random.ts";
import { realTfjs } from "./realTfjs.ts";

type Tensor = core.Tensor;
const tf = await realTfjs();
const { loss, operation, solver } = tfjs<Tensor>(tf);

let tensors = 0;
beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensors);
});

const [m, d] = [30, 3];
const rows = (seed: number) => Array.from({ length: m }, (_, i) => [...randomVector(d, seed + i)]);
const [X, Xv] = [rows(1), rows(100)];
const label = ([a = 0, b = 0, c = 0]: number[], i: number) => (a - b + c > (i % 5) - 2 ? 1 : 0);
const [y, yv] = [X.map(label), Xv.map(label)];
const w = variable("w", new Float64Array(d));
const lambda = variable("lambda", -2);

/** The logistic loss with a ridge exp(λ), in both languages. */
const inTensors = (v: Tensor, ridge: Tensor): Tensor =>
  tf.add(fitTo(X, y, v), tf.mul(tf.exp(ridge), tf.sum(tf.square(v))));
function fitTo(data: number[][], labels: number[], v: Tensor): Tensor {
  const z = tf.reshape(tf.matMul(tf.tensor2d(data), tf.reshape(v, [d, 1])), [m]);
  return tf.mean(tf.sub(tf.softplus(z), tf.mul(tf.tensor1d(labels), z)));
}
const fitted = (data: number[][], labels: number[]): Expression => {
  const z = constant(data).matmul(w);
  return softplus(z).sub(z.mul(labels)).mean();
};
const train = loss([w, lambda], inTensors);
const written = fitted(X, y).add(lambda.exp().mul(w.square().sum()));
const validation = fitted(Xv, yv);

const at = { w: [0.5, 1, 2], lambda: -1.2 };
const list = (e: Expression) => {
  const known = Object.entries(at).filter(([name]) =>
    freeVariables([e]).some((x) => nameOf(x) === name),
  );
  const value = evaluate(e, Object.fromEntries(known));
  return typeof value === "number" ? [value] : [...value];
};

test("value, gradient and Hessian are those of the same loss as an expression, to single precision", () => {
  expectClose(list(train), list(written), 1e-6, "value");
  expectClose(list(grad(train, w)), list(grad(written, w)), 1e-6, "by w");
  expectClose(list(grad(train, lambda)), list(grad(written, lambda)), 1e-6, "by λ");
  expectClose(list(hessian(train, w)), list(hessian(written, w)), 1e-5, "Hessian");
  const [block, wanted] = [train, written].map((f) => hessian(f, [w, lambda])[0]![1]!);
  expectClose(list(block!), list(wanted!), 1e-5, "coupling");
  expectClose(list(hessian(train, lambda)), list(hessian(written, lambda)), 1e-5, "Hessian by λ");
});

test("a level whose loss is a tfjs function: hypergradient and solution", () => {
  const [theirs, ours] = [train, written].map((f) => [
    minimize(lambda, validation),
    minimize(w, f),
  ]);
  const [a, b] = [theirs!, ours!].map((levels) => hypergradient(levels, { at: { lambda: -1.2 } }));
  expectClose(a!.response(w) as Float64Array, b!.response(w) as Float64Array, 1e-5, "response");
  expect(a!.gradient(lambda)).toBeCloseTo(b!.gradient(lambda) as number, 5);
  const tolerant = [
    minimize(lambda, validation, { tolerance: 1e-5 }),
    minimize(w, train, { solver, tolerance: 1e-5 }),
  ];
  const [solution, exact] = [solveSync(tolerant), solveSync(ours!)];
  expect([solution.status, exact.status]).toEqual(["converged", "converged"]);
  expect(solution.objective).toBeCloseTo(exact.objective, 5);
  expect(solution.value(lambda)).toBeCloseTo(exact.value(lambda) as number, 2);
});

test("a solution as a tfjs operation: its gradient is the implicit one, and so is the next", () => {
  const exact = argmin(w, written);
  const scalar = validation.substitute(w, exact);
  const [slope, curvature] = [grad(scalar, lambda), hessian(scalar, lambda)].map(
    (e) => list(e)[0]!,
  );
  for (const inner of [exact, argmin(w, train, { solver, tolerance: 1e-5 })]) {
    const best = operation([lambda], inner);
    const F = (l: Tensor) => fitTo(Xv, yv, best(l));
    const [first, second] = tf.tidy(() => {
      const l = tf.scalar(at.lambda);
      return [tf.grad(F)(l), tf.grad(tf.grad(F))(l)].map((t) => t.dataSync()[0]!);
    });
    expect(first).toBeCloseTo(slope!, 5);
    expect(second).toBeCloseTo(curvature!, 3);
  }
});

test("an operation of several inputs, between operations of the library", () => {
  const A = variable("A", { shape: [2, 3] });
  const s = variable("s", { shape: [] });
  const product = operation([A, s, w], A.matmul(w).mul(s.exp()));
  const theirs = (a: Tensor, t: Tensor, v: Tensor) =>
    tf.mul(tf.reshape(tf.matMul(a, tf.reshape(v, [3, 1])), [2]), tf.exp(t));
  tf.tidy(() => {
    const inputs = [
      tf.tensor2d([
        [1, -2, 3],
        [0.5, 4, -1],
      ]),
      tf.scalar(0.3),
      tf.tensor1d([1, 2, -1]),
    ];
    const through = (f: (...x: Tensor[]) => Tensor) =>
      tf.grads((a, t, v) => tf.sum(tf.square(f(tf.sin(a), tf.square(t), v))))(inputs);
    const [ours, own] = [through(product), through(theirs as (...x: Tensor[]) => Tensor)];
    ours.forEach((tensor, k) => {
      expect(tensor.shape).toEqual(own[k]!.shape);
      expectClose(tensor.dataSync(), own[k]!.dataSync(), 1e-5, `input ${k}`);
    });
  });
});

test.each([
  ["exp", (x: Tensor) => tf.square(tf.exp(x)), (x: number) => 4 * Math.exp(2 * x)],
  ["tanh", (x: Tensor) => tf.tanh(x), (x: number) => (-2 * Math.tanh(x)) / Math.cosh(x) ** 2],
  ["sqrt", (x: Tensor) => tf.sqrt(x), (x: number) => -0.25 * x ** -1.5],
  ["softmax", (x: Tensor) => tf.square(tf.softmax(x)), undefined],
] as const)(
  "second derivatives of %s, which the library alone gets wrong or refuses",
  (_, f, second) => {
    const product = list(
      hvp(
        loss(w, (v) => tf.sum(f(v))),
        w,
        [1, 0, 0],
      ),
    );
    const differences = list(
      hvp(
        loss(w, (v) => tf.sum(f(v)), { secondDerivatives: false }),
        w,
        [1, 0, 0],
      ),
    );
    expectClose(product, differences, 2e-3, "differences");
    if (second) expectClose(product, [second(0.5), 0, 0], 1e-6, "closed form");
  },
);

test("a loss that is linear, or does not depend on an input, has zeros for derivatives", () => {
  const f = loss([w, lambda], (v) => tf.sum(v));
  expect(list(grad(f, w))).toEqual([1, 1, 1]);
  expect(list(grad(f, lambda))).toEqual([0]);
  expect(list(hvp(f, w, [1, 2, 3]))).toEqual([0, 0, 0]);
});

test("where the library has no second derivative it says so, and differences of gradients can stand for it", () => {
  const f = (v: Tensor) => tf.sum(tf.mul(tf.elu(v), v));
  const product = (options = {}) => list(hvp(loss(w, f, options), w, [1, 0, 0]));
  expect(() => product()).toThrow("gradient function not found");
  // What the library had kept when it threw.
  tensors = tf.memory().numTensors;
  expectClose(product({ secondDerivatives: false }), [2, 0, 0], 1e-3, "(x²)″");
});

test("a loss that is no scalar is refused", () => {
  expect(() => list(loss(w, (v) => tf.square(v), { name: "squares" }))).toThrow(
    "squares: the argument is a vector of 3",
  );
});

test.each([
  ["a number", () => 3],
  ["nothing", () => undefined],
  ["a promise", async () => tf.scalar(3)],
])("a loss that gives %s and no tensor is refused", (_, f) => {
  expect(() => list(loss(w, f as never, { name: "fit" }))).toThrow(
    /^fit: its function gave no tensor\. The loss must be a scalar/,
  );
  // The scalar in the promise.
  tensors = tf.memory().numTensors;
});
