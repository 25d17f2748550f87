import fc from "fast-check";
import { expect, test } from "vitest";
import { contract } from "../../src/expression/contract.ts";
import { variable } from "../../src/expression/lift.ts";
import { axes } from "../../src/program/axis.ts";
import { buildProgram } from "../../src/program/build.ts";
import { matrixKernel, outerKernel, productKernel, sumKernel } from "../../src/program/kernel.ts";
import { operand, strideOf, viewOver } from "../../src/program/operand.ts";
import { bestPair } from "../../src/program/pairing.ts";
import { whole } from "../../src/program/view.ts";
import { interpret } from "../reference/interpret.ts";
import { randomFrom } from "../reference/randomGraph.ts";

const sizes: Record<string, number> = { a: 2, b: 3, c: 4, i: 9, j: 7, k: 5 };

/** The contraction that a text like "ij,jk->ik" describes, of fresh variables. */
function einsum(text: string, scale = 1) {
  const [left, right] = text.split("->") as [string, string];
  const labels = left === "" ? [] : left.split(",").map((word) => [...word]);
  const code = (label: string) => label.charCodeAt(0);
  const factors = labels.map((list) => ({
    node: variable(list.join("") || "s", { shape: list.map((label) => sizes[label]!) }),
    labels: list.map(code),
  }));
  const sizeOf = Object.fromEntries(Object.entries(sizes).map(([label, n]) => [code(label), n]));
  return {
    inputs: factors.map(({ node }) => node),
    output: contract(factors, [...right].map(code), sizeOf, scale),
  };
}

/** Runs a contraction on random numbers, compares with the definition, and returns the instructions. */
function instructions(text: string, scale = 1): string[] {
  const { inputs, output } = einsum(text, scale);
  const random = randomFrom(text.length);
  const given = new Map(
    inputs.map((input) => {
      const count = input.shape.reduce((product, n) => product * n, 1);
      return [input, Float64Array.from({ length: count }, () => random() - 0.5)] as const;
    }),
  );
  const program = buildProgram(inputs, [output]);
  inputs.forEach((input, i) => {
    program.set(i, given.get(input)!);
  });
  program.execute();
  const [wanted] = interpret([output], given);
  const got = new Float64Array(wanted!.length);
  program.get(0, got);
  got.forEach((value, i) => {
    expect(Math.abs(value - wanted![i]!)).toBeLessThan(1e-12 * (1 + Math.abs(wanted![i]!)));
  });
  const names = [...program.explain().matchAll(/= ([\w 3]+)\(/g)].map(([, name]) => name!);
  program.dispose();
  return names;
}

test.each([
  ["i,i->", ["dot"]],
  ["ij,ij->", ["dot"]],
  ["ij,j->i", ["gemv"]],
  ["ij,i->j", ["gemvT"]],
  ["ji,j->i", ["gemvT"]],
  ["ij,jk->ik", ["gemm"]],
  ["ij,jk->ki", ["gemm"]],
  ["ij,kj->ik", ["gemm"]],
  ["ji,jk->ik", ["gemm"]],
  ["ji,kj->ki", ["gemm"]],
  ["aij,ajk->aik", ["gemm"]],
  ["abij,abj->abi", ["gemv"]],
  ["aij,j->ai", ["gemv"]],
  ["ij,ij->i", ["dot"]],
  ["ij,ij->j", ["product"]],
  ["ij->i", ["sum"]],
  ["ij->j", ["sum"]],
  ["ij->", ["sum"]],
  ["abij->bj", ["sum"]],
  ["i,j->ij", ["outer"]],
  ["ij,i->ij", ["outer"]],
  ["ii->", ["sum"]],
  ["i->ii", ["embed"]],
  ["->ii", ["embed"]],
  ["ij,jk,k->i", ["gemv", "gemv"]],
  ["i,ij,j->", ["gemvT", "dot"]],
  // No axis of the matrices is contiguous: three copies make it one product.
  ["ija,jka->ika", ["copy", "copy", "gemm", "copy"]],
])("%s takes %j", (text, wanted) => {
  expect(instructions(text)).toEqual(wanted);
});

test.each([
  "ijk,kjc->ic",
  "abc,cba->b",
  "iji,jj->i",
  "ijk,jki->kij",
  "aab,bcc->ac",
  "ij,jk,kc,ca->ia",
])("%s, which no single kernel computes, is right", (text) => {
  expect(instructions(text, -0.5).length).toBeGreaterThan(0);
});

test("random contractions of up to four arrays agree with the definition", () => {
  const word = fc.array(fc.constantFrom("a", "b", "c", "k"), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), fc.nat(), (words, pick) => {
      const carried = [...new Set(words.flat())];
      const kept = carried.filter((_, i) => (pick >> i) & 1);
      instructions(`${words.map((list) => list.join("")).join(",")}->${kept.join("")}`);
    }),
    { numRuns: 150 },
  );
});

const buffer = (id: number, constant = false) => ({
  id,
  size: 0,
  constant,
  persistent: false,
  address: 0,
});

test("the cheapest pair comes first: vectors before matrices, constants almost free", () => {
  const item = (id: number, labels: number[], constant = false) =>
    operand(
      whole(
        buffer(id, constant),
        labels.map((label) => [50, 60, 70][label]!),
      ),
      labels,
    );
  const matrices = [item(0, [0, 1]), item(1, [1, 2]), item(2, [2])];
  expect(bestPair(matrices, [0], [50, 60, 70])).toEqual([1, 2]);
  const known = [item(0, [0, 1], true), item(1, [1, 2], true), item(2, [2])];
  expect(bestPair(known, [0], [50, 60, 3])).toEqual([0, 1]);
});

test("an operand walks the diagonal of a repeated label, and stands along the others", () => {
  const item = operand(whole(buffer(0), [4, 4, 3]), [7, 7, 8]);
  expect(strideOf(item, 7)).toBe(15);
  expect(strideOf(item, 9)).toBe(0);
  expect(viewOver(item, [8, 9], [0, 0, 0, 0, 0, 0, 0, 0, 3, 5])).toMatchObject({
    shape: [3, 5],
    strides: [1, 0],
  });
});

test("labels that all arrays step through together become one loop", () => {
  const lengths = [2, 3, 4];
  const a = operand(whole(buffer(0), [2, 3, 4]), [0, 1, 2]);
  const b = operand(whole(buffer(1), [4]), [2]);
  expect(axes(lengths, [0, 1], a, b)).toEqual([
    { count: 4, out: 0, a: 1, b: 1 },
    { count: 6, out: 1, a: 4, b: 0 },
  ]);
});

test("kernels name what they cannot do by not being there", () => {
  const depth = { count: 5, out: 0, a: 2, b: 2 };
  const row = { count: 3, out: 1, a: 10, b: 0 };
  expect(matrixKernel([depth, row])).toBeUndefined();
  expect(productKernel([depth, row])).toBeUndefined();
  expect(matrixKernel([{ ...depth, a: 1 }, row])?.name).toBe("gemv");
  expect(outerKernel([row, { count: 2, out: 3, a: 0, b: 1 }])).toMatchObject({ name: "outer" });
  expect(sumKernel([row, depth])).toMatchObject({ name: "sum", accumulates: false });
});
