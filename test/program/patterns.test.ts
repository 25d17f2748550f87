import { describe, expect, test } from "vitest";
import {
  aid,
  compile,
  type Expression,
  exp,
  grad,
  hessian,
  hvp,
  hypergradient,
  implicit,
  logSumExp,
  matmul,
  minimize,
  parameter,
  softplus,
  sqrt,
  variable,
} from "../../src/index.ts";

/** Derivatives end in the products that a person would have written. */
const [rows, columns] = [60, 12];
const numbers = (count: number, step: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(step * (i + 1)));
const X = parameter("X", { data: numbers(rows * columns, 1.3), shape: [rows, columns] });
const y = parameter("y", numbers(rows, 0.7));
const w = variable("w", numbers(columns, 0.4));
const z = matmul(X, w);
const residual = z.sub(y);
const ridge = w.square().sum().mul(0.05);

interface Listing {
  /** Names of the instructions of every run, in order. */
  readonly run: readonly string[];
  /** Those that run once, and when a bound variable changes. */
  readonly once: readonly string[];
}

function listing(inputs: readonly Expression[], output: Expression): Listing {
  const program = compile(inputs, [output]);
  const names = (text = "") => [...text.matchAll(/ = (.+?)\(/g)].map(([, name = ""]) => name);
  const [once, run] = program.explain().split("every run:");
  program.dispose();
  return { run: names(run), once: names(once) };
}

const products = (names: readonly string[]) =>
  names.filter((name) => /^(syrk|gemm|gemv|ger|contract)/.test(name));

describe("the Hessian", () => {
  test("of ½|Xw − y|² is one SYRK, made once while X is fixed", () => {
    const least = hessian(residual.square().sum().mul(0.5), w);
    expect(listing([w], least)).toEqual({ run: [], once: ["syrk"] });
    expect(listing([w, X], least)).toEqual({ run: ["syrk"], once: [] });
  });

  test.each([
    ["logistic", softplus(z).sub(y.mul(z)).mean()],
    ["Poisson", exp(z).sub(y.mul(z)).sum()],
    ["smooth Huber", sqrt(residual.square().add(1)).sub(1).sum()],
    ["mean smooth Huber", sqrt(residual.square().add(0.3)).mean()],
    ["log cosh, twice", softplus(residual.mul(2)).sub(residual).mean().add(softplus(z).sum())],
  ])("of a %s loss and a ridge is one weighted SYRK and a diagonal", (_, loss) => {
    const { run, once } = listing([w], hessian(loss.add(ridge), w));
    expect(products(run)).toEqual(["gemv", "syrk"]);
    expect(run.filter((name) => name === "add diagonal")).toHaveLength(1);
    expect(run.length).toBeLessThanOrEqual(6);
    expect(once).toEqual([]);
  });

  test("of separable terms is a diagonal: nothing dense is computed", () => {
    const program = compile([w], [hessian(exp(w).sum().add(w.pow(4).sum()), w)]);
    expect(program.explain().match(/ = embed\(/g)).toHaveLength(1);
    expect(products(listing([w], program.outputs[0]!).run)).toEqual([]);
    expect(program.counts.flops).toBeLessThan(10 * columns);
  });

  test("of a loss of Xw and separable terms adds them to the diagonal", () => {
    const smooth = sqrt(w.square().add(0.01)).sum();
    const { run } = listing([w], hessian(softplus(z).mean().add(smooth), w));
    expect(products(run)).toEqual(["gemv", "syrk"]);
    expect(run.at(-1)).toBe("add diagonal");
  });
});

/** Mean cross-entropy of softmax regression with a ridge. */
function softmaxRegression(m: number, d: number, k: number, penalty: Expression) {
  const features = parameter("features", { data: numbers(m * d, 1.3), shape: [m, d] });
  const labels = new Float64Array(m * k);
  for (let i = 0; i < m; i++) labels[i * k + ((7 * i) % k)] = 1;
  const W = variable("W", { data: new Float64Array(d * k), shape: [d, k] });
  const scores = matmul(features, W);
  const one = parameter("labels", { data: labels, shape: [m, k] });
  const loss = logSumExp(scores, 1).sub(scores.mul(one).sum(1)).mean();
  return { W, loss: loss.add(W.square().sum().mul(penalty)) };
}

describe("softmax regression", () => {
  test("784 × 10 weights: a Hessian-vector product takes the memory of the data", () => {
    const [m, d, k] = [100, 784, 10];
    const { W, loss } = softmaxRegression(m, d, k, parameter("penalty", 0.1));
    const direction = variable("direction", { shape: [d, k] });
    const program = compile([W, direction], [grad(loss, W), hvp(loss, W, direction)]);
    // X, a few of W's and the scores' size; the Hessian would take 492 MB.
    expect(program.counts.bytes).toBeLessThan(8 * (2 * m * d + 8 * d * k + 20 * m * k));
    program.dispose();
  });

  test.each([
    ["aid", aid()],
    ["implicit({ factoredMost })", implicit({ factoredMost: 1000 })],
  ])("784 × 10 weights: %s finds the hypergradient without the Hessian", (_, method) => {
    const rho = variable("rho", 0.5);
    const { W, loss } = softmaxRegression(100, 784, 10, rho);
    const levels = [minimize(rho, W.square().sum()), minimize(W, loss)];
    const at = (value: number) => hypergradient(levels, { method, at: { rho: value } });
    const slope = (at(0.5001).value - at(0.4999).value) / 0.0002;
    expect(at(0.5).gradient(rho)).toBeCloseTo(slope, 6);
  });
});
