import { describe, expect, test } from "vitest";
import { add } from "../../src/expression/add.ts";
import { contraction } from "../../src/expression/contract.ts";
import { parameter, variable } from "../../src/expression/lift.ts";
import type { Expression } from "../../src/expression/node.ts";
import { contractionOf, scale } from "../../src/expression/view.ts";
import { interpret } from "../reference/interpret.ts";

const X = parameter("X", [
  [1, 2],
  [3, -4],
  [5, 0.5],
]);
const [u, v] = [variable("u", [1, 2, 3]), variable("v", [-1, 0.5, 2])];
const weighted = (...weights: Expression[]) =>
  contractionOf(
    [[X, [0, 1]], [X, [0, 2]], ...weights.map((weight): [Expression, number[]] => [weight, [0]])],
    [1, 2],
  );

describe("sums of products with factors in common", () => {
  test.each([
    ["XᵀUX + XᵀVX", add(weighted(u), weighted(v))],
    ["XᵀX + XᵀUVX", add(weighted(), weighted(u, v))],
    ["2XᵀUX − 3XᵀVX", add(scale(weighted(u), 2), scale(weighted(v), -3))],
    [
      "another term between",
      add(
        add(
          weighted(u),
          parameter("A", [
            [1, 2],
            [3, 4],
          ]),
        ),
        weighted(v),
      ),
    ],
  ])("%s is one product, with the weights added", (_, sum) => {
    const product = sum.inputs.length === 3 ? sum : sum.inputs.find((node) => contraction(node));
    expect(product?.inputs.filter((node) => node === X)).toHaveLength(2);
    expect(sum.inputs.filter((node) => contraction(node)?.labels.length === 3).length).toBeLessThan(
      2,
    );
  });

  test("X before a bracket whose terms lie on different diagonals", () => {
    const [p, q] = [variable("p", { shape: [3, 4] }), variable("q", { shape: [3, 4] })];
    const onDiagonal = contractionOf(
      [
        [X, [0, 2]],
        [p, [0, 1]],
      ],
      [0, 1, 2, 1],
    );
    const full = contractionOf(
      [
        [X, [0, 2]],
        [p, [0, 1]],
        [q, [0, 3]],
      ],
      [0, 1, 2, 3],
    );
    const sum = add(onDiagonal, scale(full, -1));
    expect(sum.inputs.map(({ shape }) => shape)).toEqual([
      [3, 2],
      [3, 4, 4],
    ]);
    expect(add(sum, full)).toBe(onDiagonal);
    const squared = contractionOf(
      [
        [X, [0, 4]],
        [sum, [0, 1, 2, 3]],
      ],
      [4, 1, 2, 3],
    );
    expect(squared.inputs.map(({ shape }) => shape)).toEqual([
      [3, 2],
      [3, 2],
      [3, 4, 4],
    ]);
  });

  test("X before a bracket of sums", () => {
    const p = variable("p", { shape: [3, 4] });
    const D = variable("D", { shape: [3, 4, 4] });
    const inner = contractionOf(
      [
        [X, [0, 1]],
        [p, [0, 3]],
        [D, [0, 3, 2]],
      ],
      [0, 1, 2],
    );
    const plain = contractionOf(
      [
        [X, [0, 1]],
        [p, [0, 2]],
      ],
      [0, 1, 2],
    );
    expect(add(inner, plain).inputs.map(({ shape }) => shape)).toEqual([
      [3, 2],
      [3, 4],
    ]);
    expect(
      add(
        X,
        contractionOf(
          [
            [X, [0, 1]],
            [u, [0]],
          ],
          [0, 1],
        ),
      ).inputs,
    ).toContain(X);
  });

  test("products of low rank are not made full", () => {
    const [A, B] = [variable("A", { shape: [3, 5] }), variable("B", { shape: [4, 6] })];
    const through = (x: Expression, y: Expression) =>
      contractionOf(
        [
          [A, [2, 0]],
          [x, [2]],
          [y, [3]],
          [B, [3, 1]],
        ],
        [0, 1],
      );
    const [y, z] = [variable("y", { shape: [4] }), variable("z", { shape: [4] })];
    expect(add(through(u, y), through(v, z)).op).toBe("add");
  });

  test("the value is that of the sum", () => {
    const sum = add(scale(weighted(u), 2), scale(weighted(v), -3));
    const weights = [5, 2.5, 0]; // 2u − 3v
    const rows = [
      [1, 2],
      [3, -4],
      [5, 0.5],
    ];
    const expected = [0, 1].flatMap((i) =>
      [0, 1].map((j) => rows.reduce((total, row, k) => total + weights[k]! * row[i]! * row[j]!, 0)),
    );
    expect([...interpret([sum])[0]!]).toEqual(expected);
  });

  test("products of other matrices, or over other axes, stay apart", () => {
    const Y = parameter("Y", [
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const mixed = contractionOf(
      [
        [X, [0, 1]],
        [Y, [0, 2]],
        [u, [0]],
      ],
      [1, 2],
    );
    expect(add(mixed, weighted(v)).op).toBe("add");
    const along = (weight: Expression) =>
      contractionOf(
        [
          [X, [0, 1]],
          [weight, [0]],
        ],
        [1],
      );
    expect(add(along(u), along(v)).op).toBe("add"); // Xᵀu may be needed elsewhere
  });
});
