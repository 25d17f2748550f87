import { describe, expect, test } from "vitest";
import {
  compile,
  type Expression,
  exp,
  hessian,
  matmul,
  parameter,
  softplus,
  sqrt,
  transpose,
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

  test.each([
    ["least squares", residual.square().mean().add(ridge)],
    ["logistic", softplus(z).mean().add(ridge)],
  ])("of a mean %s loss: the SYRK takes the number, where the result lies", (_, loss) => {
    const program = compile([w], [hessian(loss, w)]);
    const [run] = program.explain().split("every run:").reverse();
    expect([...run!.matchAll(/ = (.+?)\(/g)].map(([, name]) => name)).not.toContain("multiply");
    expect(program.counts.instructions + program.counts.hoisted).toBeLessThanOrEqual(4);
    // X, y, the scores and the weights, the Hessian once.
    const doubles = rows * columns + 4 * rows + columns ** 2 + 4 * columns;
    expect(program.counts.bytes).toBeLessThan(8 * doubles + 600);
    program.dispose();
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

test("a product and its transpose are one product", () => {
  const [P, Q] = ["P", "Q"].map((name, i) =>
    variable(name, { data: numbers(400, i + 0.3), shape: [20, 20] }),
  ) as [Expression, Expression];
  const product = matmul(P, Q.exp());
  const { run } = listing([P, Q], product.add(matmul(transpose(Q.exp()), transpose(P))));
  expect(run.filter((name) => name === "gemm")).toHaveLength(1);
  const [sum] = compile([P, Q], [product.add(transpose(product))]).run(
    { data: numbers(400, 1.1), shape: [20, 20] },
    { data: numbers(400, 0.7), shape: [20, 20] },
  ) as [Float64Array];
  const entry = (i: number, j: number) =>
    Array.from({ length: 20 }, (_, k) => k).reduce(
      (total, k) =>
        total + numbers(400, 1.1)[i * 20 + k]! * Math.exp(numbers(400, 0.7)[k * 20 + j]!),
      0,
    );
  for (const [i, j] of [
    [0, 0],
    [3, 17],
    [19, 2],
  ] as const)
    expect(sum[i * 20 + j]).toBeCloseTo(entry(i, j) + entry(j, i), 12);
});

test("numbers before products of matrices go into these", () => {
  const [A, B] = ["A", "B"].map((name, i) =>
    variable(name, { data: numbers(64, i + 0.3), shape: [8, 8] }),
  ) as [Expression, Expression];
  const { run } = listing([A, B], matmul(A, B).mul(0.3).sub(matmul(B, A).mul(2)).add(A));
  expect(run).toEqual(["gemm", "gemm", "add 3"]);
  expect(listing([A, B], matmul(A, B).mul(0.3)).run).toEqual(["gemm"]);
  const shared = matmul(A, B);
  expect(
    listing([A, B], shared.mul(0.3).add(shared.exp())).run.filter((n) => n === "gemm"),
  ).toHaveLength(1);
});
