import fc from "fast-check";
import { describe, expect, test } from "vitest";
import "../../src/expression/methods.ts";
import { add, identityScale, sumOf } from "../../src/expression/add.ts";
import { diag } from "../../src/expression/function/matrix.ts";
import { constant, variable } from "../../src/expression/lift.ts";
import { broadcastTo, contractionOf, identity, scale, zeros } from "../../src/expression/view.ts";
import { expectClose, numbers } from "../reference/derivativeCheck.ts";
import { randomVector } from "../reference/random.ts";

const x = variable("x", [1, 2]);
const y = variable("y", [3, 4]);
const a = variable("a", 0.5);

describe("add", () => {
  test("is the same node in either order", () => {
    expect(add(x, y)).toBe(add(y, x));
  });
  test("drops zeros", () => {
    expect(add(x, zeros([2]))).toBe(x);
    expect(add(zeros([2]), x)).toBe(x);
    expect(x.mul(0).add(y)).toBe(y);
  });
  test("collects like terms", () => {
    expect(add(x, x)).toBe(scale(x, 2));
    expect(add(scale(x, 2), scale(x, -3))).toBe(scale(x, -1));
    expect(add(x, scale(x, -1))).toBe(zeros([2]));
    expect(add(x.mul(y), y.mul(x))).toBe(scale(x.mul(y), 2));
    expect(add(add(x, y), x)).toBe(add(scale(x, 2), y));
    expect(add(add(x, y), scale(y, -1))).toBe(x);
  });
  test("folds numbers", () => {
    expect(constant(2).add(3)).toBe(constant(5));
    expect(constant([2, 2]).add(3)).toBe(constant([5, 5]));
  });
  test("adds before a broadcast", () => {
    const sum = add(broadcastTo(a, [2]), constant([3, 3]));
    expect(sum.op).toBe("contract");
    expect(sum.inputs[0]).toBe(add(a, constant(3)));
  });
  test("adds diagonals as vectors, an identity among them", () => {
    expect(add(diag(x), diag(y))).toBe(diag(add(x, y)));
    expect(add(diag(x), identity([2]))).toBe(diag(add(x, constant([1, 1]))));
    expect(add(identity([2]), identity([2]))).toBe(scale(identity([2]), 2));
    const ridge = add(diag(x), identity([2]).mul(a));
    expect(ridge).toBe(diag(add(x, broadcastTo(a, [2]))));
    expect([...numbers(ridge)]).toEqual([1.5, 0, 0, 2.5]);
    const mixed = add(broadcastTo(x, [2, 2]), identity([2]));
    expect([...numbers(mixed)]).toEqual([2, 2, 1, 3]);
  });
});

test("sumOf adds what is defined", () => {
  expect(sumOf([])).toBe(undefined);
  expect(sumOf([undefined, undefined])).toBe(undefined);
  expect(sumOf([undefined, x])).toBe(x);
  expect([...numbers(sumOf([x, undefined, y, x])!)]).toEqual([5, 8]);
});

test("identityScale knows multiples of the identity", () => {
  expect(identityScale(identity([3]))).toBe(1);
  expect(identityScale(scale(identity([3]), -2))).toBe(-2);
  expect(identityScale(diag(x))).toBe(undefined);
  expect(
    identityScale(
      constant([
        [1, 1],
        [1, 1],
      ]),
    ),
  ).toBe(undefined);
});

const matrices = [0, 1].map((k) => variable(`M${k}`, { data: randomVector(9, k), shape: [3, 3] }));
const vectors = [0, 1, 2].map((k) => variable(`v${k}`, randomVector(3, 10 + k)));
const labels = (count: number) => fc.array(fc.nat(3), { minLength: count, maxLength: count });
const factor = fc.oneof(
  fc.record({ node: fc.constantFrom(...matrices), labels: labels(2) }),
  fc.record({ node: fc.constantFrom(...vectors), labels: labels(1) }),
  fc.record({ node: fc.constant(a), labels: labels(0) }),
);
const terms = fc.record({
  output: fc.array(fc.nat(3), { maxLength: 3 }),
  common: fc.array(factor, { maxLength: 3 }),
  own: fc.array(fc.tuple(fc.array(factor, { maxLength: 2 }), fc.constantFrom(1, -1, 2, 0.5)), {
    minLength: 2,
    maxLength: 5,
  }),
});

test("products with common factors, added in any way, are what their terms add to", () => {
  fc.assert(
    fc.property(terms, ({ output, common, own }) => {
      const nodes = own.map(([more, by]) =>
        contractionOf(
          [...common, ...more].map((f) => [f.node, f.labels] as const),
          output,
          { 0: 3, 1: 3, 2: 3, 3: 3 },
          by,
        ),
      );
      const values = nodes.map((node) => numbers(node));
      const expected = values[0]!.map((_, i) => values.reduce((sum, v) => sum + v[i]!, 0));
      expectClose(numbers(nodes.reduce(add)), expected, 1e-13, "sum");
    }),
    { numRuns: 500 },
  );
});

const anywhere = fc.nat(3).chain((rank) => {
  const own = fc.record({
    factors: fc.array(factor, { maxLength: 3 }),
    by: fc.constantFrom(1, -1, 2, 0.5),
    output: fc.array(fc.nat(4), { minLength: rank, maxLength: rank }),
  });
  return fc.array(own, { minLength: 2, maxLength: 4 });
});

test("products on other diagonals and axes, added and multiplied, are what their terms say", () => {
  fc.assert(
    fc.property(anywhere, (own) => {
      const nodes = own.map(({ factors, by, output }) =>
        contractionOf(
          factors.map(({ node, labels }) => [node, labels] as const),
          output,
          { 0: 3, 1: 3, 2: 3, 3: 3, 4: 3 },
          by,
        ),
      );
      const values = nodes.map((node) => numbers(node));
      const expected = values[0]!.map((_, i) => values.reduce((sum, v) => sum + v[i]!, 0));
      const sum = nodes.reduce(add);
      expectClose(numbers(sum), expected, 1e-13, "sum");
      const product = values[0]!.map((x, i) => x * expected[i]!);
      expectClose(numbers(sum.mul(nodes[0]!)), product, 1e-13, "product");
    }),
    { numRuns: 1000 },
  );
});
