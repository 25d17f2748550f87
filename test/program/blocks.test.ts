import { describe, expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { contract, type Factor } from "../../src/expression/contract.ts";
import { variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { permute } from "../../src/expression/view.ts";
import { buildProgram } from "../../src/program/build.ts";
import { interpret } from "../reference/interpret.ts";
import { randomVector } from "../reference/random.ts";

const [m, n, k] = [9, 5, 3];
let seed = 0;
const random = (...shape: number[]): Expression => {
  const count = shape.reduce((product, length) => product * length, 1);
  return variable(`R${seed}`, { data: randomVector(count, seed++), shape });
};

/** Numbers of an expression of free variables, and the instructions that made them. */
function run(output: Expression): { values: Float64Array; names: string[]; flops: number } {
  const free: Expression[] = [];
  const walk = new Set([output]);
  for (const node of walk) {
    if (node.op === "variable") free.push(node);
    for (const input of node.inputs) walk.add(input);
  }
  const program = buildProgram(free, [output]);
  const [values] = program.run(
    ...free.map((node) => ({ data: node.attributes.initial as Float64Array, shape: node.shape })),
  ) as [Float64Array];
  const names = [...program.explain().matchAll(/ = (.+?)\(/g)].map(([, name]) => name!);
  program.dispose();
  return { values, names, flops: program.counts.flops };
}

function expectClose(values: Float64Array, wanted: ArrayLike<number>, most = 1e-12): void {
  expect(values.length).toBe(wanted.length);
  const scale = Math.max(...Array.from(wanted, Math.abs));
  values.forEach((value, i) => {
    expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(most * scale);
  });
}

const X = random(m, n);
const Xt = permute(random(n, m), [1, 0]);
const D = random(m, k, k);
const p = random(m, k);
const factor = (node: Expression, text: string): Factor => ({
  node,
  labels: [...text].map((label) => label.charCodeAt(0)),
});
const product = (text: string, ...nodes: Expression[]): Expression => {
  const [left, right] = text.split("->") as [string, string];
  const factors = left.split(",").map((word, at) => factor(nodes[at]!, word));
  const sizes = { 105: n, 106: n, 97: k, 98: k };
  return contract(factors, factor(X, right).labels, sizes, -0.5);
};

describe("Σ_m X[m,i] D[m,a,b] X[m,j]", () => {
  test.each([
    ["with D of any values", product("mi,mj,mab->iajb", X, X, D)],
    ["of a transposed X", product("mi,mj,mab->iajb", Xt, Xt, D)],
    [
      "of a strided X",
      product("mi,mj,mab->iajb", random(m, 4, n).slice([0, 1, 0], [m, 2, n]).reshape([m, n]), X, D),
    ],
    ["blocks outermost", product("mi,mj,mab->abij", X, X, D)],
    ["blocks innermost", product("mi,mj,mab->ijab", X, X, D)],
    ["the other way round", product("mi,mj,mab->jaib", X, X, D)],
    ["with D of two factors", product("mi,mj,ma,mb->iajb", X, X, p, random(m, k))],
    ["with D of one factor twice", product("mi,mj,ma,mb->iajb", X, X, p, p)],
    ["with one label of blocks", product("mi,mj,ma->iaj", X, X, p)],
    ["with one label of blocks, outermost", product("mi,mj,ma->aij", X, X, p)],
    ["laid on a diagonal", product("mi,mj,ma->iaja", X, X, p)],
    [
      "with four labels of blocks",
      product("mi,mj,mab,mcd->iacjbd", X, X, random(m, 2, 2), random(m, 2, 2)),
    ],
    ["with a number", product("mi,mj,mab,->iajb", X, X, D, random())],
  ])("%s is what its definition says", (_, output) => {
    const { values } = run(output);
    expectClose(values, interpret([output])[0]!);
  });

  test("is one instruction with the memory of the result, one block and one column", () => {
    const output = product("mi,mj,mab->iajb", X, X, D);
    const { names, flops } = run(output);
    expect(names).toEqual(["syrk blocks"]);
    expect(flops).toBe(k * k * n * (n + 1) * m);
  });

  test("computes all blocks where D is p² pᵀ", () => {
    const output = product("mi,mj,ma,ma,mb->iajb", X, X, p, p, p);
    const { values, flops } = run(output);
    expectClose(values, interpret([output])[0]!);
    expect(flops).toBeGreaterThanOrEqual(k * k * n * (n + 1) * m);
  });

  test.each([
    ["p pᵀ", product("mi,mj,ma,mb->iajb", X, X, p, p)],
    [
      "diag(p) − p pᵀ",
      product("mi,mj,mab->iajb", X, X, product("ma->maa", p).add(product("ma,mb->mab", p, p))),
    ],
    ["exp of it", product("mi,mj,mab->iajb", X, X, product("ma,mb->mab", p, p).exp())],
  ])("halves the blocks where D is %s", (_, output) => {
    const { values, flops } = run(output);
    expectClose(values, interpret([output])[0]!);
    expect(flops).toBeLessThan(k * k * n * (n + 1) * m);
  });
});

describe("Σ_m X[m,i] D[m,a,b] Y[m,j]", () => {
  const [rows, left, right] = [40, 9, 8];
  const [A, B] = [random(rows, left), random(rows, right)];
  const [E, F] = [random(rows, k, k), random(rows, k)];
  const At = permute(random(left, rows), [1, 0]);
  const Bt = permute(random(right, rows), [1, 0]);
  const sizes = { 105: left, 106: right, 97: k, 98: k };
  const weighted = (text: string, ...nodes: Expression[]) => {
    const [inputs, output] = text.split("->") as [string, string];
    const factors = inputs.split(",").map((word, at) => factor(nodes[at]!, word));
    return contract(factors, factor(A, output).labels, sizes, -0.5);
  };

  test.each([
    ["of two matrices", weighted("mi,mj,mab->iajb", A, B, E)],
    ["of transposed ones", weighted("mi,mj,mab->iajb", At, Bt, E)],
    ["with one label of blocks", weighted("mi,mj,ma->iaj", A, B, F)],
    ["with one label of blocks, the other way round", weighted("mi,mj,ma->jai", A, B, F)],
    ["with D of two factors", weighted("mi,mj,ma,mb->iajb", A, B, F, random(rows, k))],
    ["with a number", weighted("mi,mj,mab,->iajb", A, B, E, random())],
  ])("%s needs one weighted Y beside the result", (_, output) => {
    const { values, names } = run(output);
    expectClose(values, interpret([output])[0]!);
    expect(names).toContain("gemm blocks");
  });
});
