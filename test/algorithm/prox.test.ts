import { expect, test } from "vitest";
import {
  box,
  cappedL1,
  l0,
  l1,
  mcp,
  nuclearNorm,
  ontoSimplex,
  type Prox,
  simplexOf,
} from "../../src/algorithm/prox.ts";
import { singularValues } from "../../src/algorithm/singularValues.ts";
import { product, transpose } from "../reference/matrix.ts";
import { randomVector } from "../reference/random.ts";
import { gap } from "./problem.ts";

const scalars: [string, Prox][] = [
  ["l1", l1(0.7)],
  ["l0", l0(0.7)],
  ["capped l1", cappedL1(0.7, 0.9)],
  ["MCP", mcp(0.7, 1.5)],
  ["box", box(-0.4, 1.1)],
];

test.each(scalars)(
  "the proximal map of %s is the minimiser, found by brute force on a grid",
  (_, prox) => {
    for (const step of [0.1, 0.5, 1, 2, 4])
      for (let v = -3; v <= 3; v += 0.17) {
        const cost = (u: number) => prox.value(Float64Array.of(u)) + (u - v) ** 2 / (2 * step);
        const u = prox.map(Float64Array.of(v), step)[0]!;
        let least = Number.POSITIVE_INFINITY;
        for (let k = -4000; k <= 4000; k++) least = Math.min(least, cost(k / 1000));
        expect(cost(u)).toBeLessThanOrEqual(least + 1e-12);
        expect(cost(u)).toBeGreaterThan(least - 1e-3 * (1 + 1 / step));
      }
  },
);

test("singular values rebuild the matrix, with orthonormal factors", () => {
  for (const [m, n] of [
    [5, 3],
    [3, 5],
    [4, 4],
    [1, 3],
  ] as const) {
    const M = randomVector(m * n, 3);
    const { u, s, v } = singularValues(M, m, n);
    const scaled = u.map((entry, at) => entry * s[at % n]!);
    expect(gap(product(scaled, transpose(v, n, n), m, n, n), M)).toBeLessThan(1e-14);
    const identity = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
    expect(gap(product(transpose(v, n, n), v, n, n, n), identity)).toBeLessThan(1e-14);
  }
});

test("the nuclear norm's map shrinks singular values by λs and cuts the small ones off", () => {
  const M = randomVector(12, 9);
  const { s } = singularValues(M, 4, 3);
  const prox = nuclearNorm(0.5, [4, 3]);
  const after = singularValues(prox.map(M, 0.8), 4, 3).s;
  const sorted = (values: Float64Array) => values.slice().sort();
  expect(gap(sorted(after), sorted(s.map((entry) => Math.max(0, entry - 0.4))))).toBeLessThan(
    1e-14,
  );
  expect(prox.value(M)).toBeCloseTo(0.5 * s.reduce((sum, entry) => sum + entry, 0), 14);
});

test("the projection onto the simplex is in it, and no feasible direction leads nearer", () => {
  for (let seed = 1; seed < 20; seed++) {
    const v = randomVector(6, seed).map((entry) => 2 * entry);
    const x = ontoSimplex(v, 1.5);
    expect(x.reduce((sum, entry) => sum + entry, 0)).toBeCloseTo(1.5, 13);
    // ⟨v − x, z − x⟩ ≤ 0 for every vertex z.
    for (let k = 0; k < 6; k++) {
      const towards = x.reduce(
        (sum, entry, i) => sum + (v[i]! - entry) * ((i === k ? 1.5 : 0) - entry),
        0,
      );
      expect(towards).toBeLessThan(1e-12);
    }
  }
  const prox = simplexOf(2);
  expect(prox.value(prox.map(Float64Array.of(3, -1, 0.5), 1))).toBe(0);
  expect(prox.value(Float64Array.of(1, 0, 0))).toBe(Number.POSITIVE_INFINITY);
  expect(() => box(2, 1)).toThrow(/high must be at least 2/);
});
