import { expect, test } from "vitest";
import { add } from "../../src/expression/add.ts";
import { uniform } from "../../src/expression/contract.ts";
import { elementwise } from "../../src/expression/elementwise.ts";
import { constant, parameter, variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { contractionOf, identity, scale } from "../../src/expression/view.ts";
import { buildProgram } from "../../src/program/build.ts";

const w = variable("w", new Float64Array(10));
const X = parameter("X", {
  data: Float64Array.from({ length: 200 }, (_, i) => Math.sin(i)),
  shape: [20, 10],
});
const z = contractionOf(
  [
    [X, [0, 1]],
    [w, [1]],
  ],
  [0],
);
const matrixOf = (node: Expression, weights?: Expression) =>
  contractionOf(
    weights
      ? [
          [node, [0, 1]],
          [weights, [0]],
          [node, [0, 2]],
        ]
      : [
          [node, [0, 1]],
          [node, [0, 2]],
        ],
    [1, 2],
  );

/** How often a word occurs in the part of the listing that runs every time. */
function every(
  inputs: readonly Expression[],
  outputs: readonly Expression[],
  word: string,
): number {
  const program = buildProgram(inputs, outputs);
  const text = program.explain();
  program.dispose();
  return text.split("every run:")[1]!.split(word).length - 1;
}

test("the Hessian of a logistic loss with a ridge is one weighted SYRK and a diagonal", () => {
  const p = elementwise("sigmoid", [z]);
  const slope = contractionOf(
    [
      [p, [0]],
      [add(uniform(1, [20]), scale(p, -1)), [0]],
    ],
    [0],
  );
  const hessian = add(matrixOf(X, slope), scale(identity([10]), 0.1));
  const text = (() => {
    const program = buildProgram([w], [hessian]);
    return program.explain().split("every run:")[1]!;
  })();
  expect(text.match(/ = syrk/g)).toHaveLength(1);
  expect(text.match(/ = add diagonal/g)).toHaveLength(1);
  expect(text).not.toMatch(/gemm|copy|embed/);
  // gemv, one loop for the weights, syrk, diagonal
  expect(text.match(/ = /g)).toHaveLength(4);
});

test("XᵀX of fixed data is computed once, and again when the data change", () => {
  const program = buildProgram([w], [matrixOf(X), z]);
  expect(program.counts.hoisted).toBe(1);
  expect(every([w], [matrixOf(X), z], "syrk")).toBe(0);
  const before = program.run(new Float64Array(10).fill(1))[0] as Float64Array;
  program.bind(X, { data: X.attributes.initial.map((x: number) => 2 * x), shape: [20, 10] });
  const after = program.run(new Float64Array(10).fill(1))[0] as Float64Array;
  expect(after).toEqual(before.map((x) => 4 * x));
});

test("transposes, broadcasts, diagonals and slices cost no instruction of their own", () => {
  const A = variable("A", new Float64Array(0).length ? 0 : { shape: [4, 4] });
  const transposed = contractionOf([[A, [0, 1]]], [1, 0]);
  const product = contractionOf(
    [
      [transposed, [0, 1]],
      [A, [1, 2]],
    ],
    [0, 2],
  );
  const diagonal = contractionOf([[A, [0, 0]]], [0]);
  const text = buildProgram([A], [product, elementwise("exp", [diagonal])]).explain();
  expect(text.match(/^ {2}%/gm)).toHaveLength(2);
});

test("equal terms of a sum are counted, and products are added where they are multiplied", () => {
  const v = variable("v", new Float64Array(3));
  const e = elementwise("exp", [v]);
  const s = elementwise("sin", [v]);
  const product = contractionOf(
    [
      [e, [0]],
      [s, [0]],
    ],
    [0],
  );
  // e + (s + (e + e·s)) = s + 2e + e·s: exp, sin, and two operations
  const sum = add(e, add(s, add(e, product)));
  expect(buildProgram([v], [sum]).counts.instructions).toBe(4);
});

test("a pair of factors that two contractions share is multiplied once", () => {
  const a = variable("a", { shape: [30, 30] });
  const b = variable("b", { shape: [30, 30] });
  const chain = (c: Expression) =>
    contractionOf(
      [
        [a, [0, 1]],
        [b, [1, 2]],
        [c, [2]],
      ],
      [0],
    );
  const c = variable("c", { shape: [30] });
  const d = variable("d", { shape: [30] });
  // matrix × vector twice, never matrix × matrix
  expect(every([a, b, c, d], [chain(c), chain(d)], "gemm")).toBe(0);
  const shared = contractionOf(
    [
      [a, [0, 1]],
      [b, [1, 0]],
      [c, [2]],
      [d, [2]],
    ],
    [],
  );
  expect(Number.isFinite(buildProgram([a, b, c, d], [shared]).counts.flops)).toBe(true);
});

test("a chain over a long array and the sum that ends it are one pass", () => {
  const v = variable("v", new Float64Array(1000));
  const chain = elementwise("exp", [scale(elementwise("sin", [v]), -0.5)]);
  const total = contractionOf([[chain, [0]]], []);
  const program = buildProgram([v], [total]);
  expect(program.counts.instructions).toBe(1);
  const x = Float64Array.from({ length: 1000 }, (_, i) => i / 100);
  const wanted = x.reduce((sum, value) => sum + Math.exp(-0.5 * Math.sin(value)), 0);
  expect(program.run(x)[0]).toBeCloseTo(wanted, 9);
});

test("a free variable without a value is ERR_UNBOUND, by its name", () => {
  const free = variable("speed", { shape: [2] });
  expect(() => buildProgram([], [elementwise("exp", [free])])).toThrow(
    expect.objectContaining({ code: "ERR_UNBOUND", message: expect.stringContaining("speed") }),
  );
});

test("a chain of ten thousand operations compiles: nothing recurses along the graph", () => {
  let node: Expression = variable("v", 0.5);
  const v = node;
  for (let i = 0; i < 10000; i++) node = elementwise(i % 2 ? "sin" : "cos", [node]);
  let wanted = 0.5;
  for (let i = 0; i < 10000; i++) wanted = i % 2 ? Math.sin(wanted) : Math.cos(wanted);
  expect(buildProgram([v], [node]).run(0.5)[0]).toBeCloseTo(wanted, 12);
});

test("constants are outputs too", () => {
  const program = buildProgram([], [constant([1, 2, 3]), uniform(2, [2, 2]), identity([2])]);
  expect(program.run()).toEqual([
    Float64Array.of(1, 2, 3),
    Float64Array.of(2, 2, 2, 2),
    Float64Array.of(1, 0, 0, 1),
  ]);
});
