import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elementwise } from "../../../src/expression/elementwise.ts";
import { constant } from "../../../src/expression/lift.ts";
import type { Expression } from "../../../src/expression/node.ts";
import { contractionOf } from "../../../src/expression/view.ts";
import { expectDerivatives, numbers } from "../../reference/derivativeCheck.ts";
import { randomVector } from "../../reference/random.ts";

const square = [
  [0.3, -1.2],
  [0.8, 1.4],
];
const vector = [0.7, -0.4];
const x = (labels: number[][]) => labels;

const cases: [string, number[][], number[], Record<number, number>][] = [
  [
    "product of matrices",
    x([
      [0, 1],
      [1, 2],
    ]),
    [0, 2],
    {},
  ],
  ["transpose", x([[0, 1]]), [1, 0], {}],
  ["diagonal", x([[0, 0]]), [0], {}],
  ["trace", x([[0, 0]]), [], {}],
  ["diagonal embedding", x([[0]]), [0, 0], {}],
  ["broadcast", x([[0]]), [5, 0, 6], { 5: 2, 6: 3 }],
  ["identity beside a factor", x([[0]]), [0, 7, 7], { 7: 2 }],
  ["outer product", x([[0], [1]]), [0, 1], {}],
  ["three factors with a weight", x([[2, 0], [2], [2, 1]]), [0, 1], {}],
  [
    "sum of a product",
    x([
      [0, 1],
      [0, 1],
    ]),
    [],
    {},
  ],
  ["Khatri–Rao with a diagonal", x([[0, 1], [1, 1], [0]]), [0, 1, 0], {}],
];

describe.each(cases)("%s", (_, labels, output, sizes) => {
  const at = labels.map((list, k) =>
    list.length === 2
      ? square.map((row) => row.map((v) => v + k / 7))
      : vector.map((v) => v - k / 5),
  );
  const build = (...inputs: Expression[]) =>
    contractionOf(
      inputs.map((input, k) => [input, labels[k]!] as const),
      output,
      sizes,
      -1.5,
    );
  test("differentiates by every factor, batches both ways", () => {
    expectDerivatives({ at, build });
  });
  test("differentiates when nonlinear maps stand around it", () => {
    const bent = (...inputs: Expression[]) =>
      elementwise("tanh", [build(...inputs.map((input) => elementwise("sin", [input])))]);
    expectDerivatives({ at, build: bent });
  });
});

/** Labels of up to three factors over four labels, and an output over five. */
const contractions = fc.record({
  labels: fc.array(fc.array(fc.nat(3), { maxLength: 3 }), { maxLength: 3 }),
  output: fc.array(fc.nat(4), { maxLength: 4 }),
  inner: fc.array(fc.nat(3), { maxLength: 3 }),
  sizes: fc.array(fc.nat(3), { minLength: 5, maxLength: 5 }),
  scale: fc.constantFrom(1, -1, 2.5),
});

test("any contraction of contractions is what its definition says", () => {
  fc.assert(
    fc.property(contractions, ({ labels, output, inner, sizes, scale }) => {
      const sizeOf = Object.fromEntries(sizes.map((n, label) => [label, n]));
      const shapeOf = (list: readonly number[]) => list.map((label) => sizes[label]!);
      const data = (list: readonly number[], seed: number) => {
        const shape = shapeOf(list);
        return {
          data: randomVector(
            shape.reduce((a, b) => a * b, 1),
            seed,
          ),
          shape,
        };
      };
      // Each factor is itself a contraction of a constant with labels `inner`: absorbed or not, the numbers agree.
      const parts = labels.map((list, k) =>
        contractionOf([[constant(data(inner, k)), inner]], list, sizeOf, scale),
      );
      const plain = parts.map((part) => constant({ data: numbers(part), shape: part.shape }));
      const build = (factors: Expression[]) =>
        contractionOf(
          factors.map((f, k) => [f, labels[k]!] as const),
          output,
          sizeOf,
        );
      const [nested, flat] = [build(parts), build(plain)];
      expect(nested.shape).toEqual(shapeOf(output));
      const [a, b] = [numbers(nested), numbers(flat)];
      for (const [i, value] of a.entries()) expect(value).toBeCloseTo(b[i]!, 12);
    }),
    { numRuns: 400 },
  );
});
