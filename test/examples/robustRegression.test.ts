import { expect, test } from "vitest";
import { type Fitted, noisyError, worstError } from "../../examples/algorithms/robustRegression.ts";
import { splitRows } from "../../examples/data/splitRows.ts";
import { random } from "../../examples/report/random.ts";

const { normal, uniform } = random(4);
const theta = [0.6, -0.3, 0.2];
const rows = Array.from({ length: 50 }, () => theta.map(() => normal()));
const targets = rows.map(() => normal());
const predicted = (row: readonly number[]) => row.reduce((sum, x, j) => sum + x * theta[j]!, 0);
const fitted: Fitted = {
  errors: rows.map((row, i) => Math.abs(targets[i]! - predicted(row))),
  norm: Math.hypot(...theta),
};

test("the error under noise is the mean over 4000 draws, within four of its standard errors", () => {
  const draws = Array.from({ length: 4000 }, () =>
    rows.reduce((sum, row, i) => {
      const moved = row.map((x) => x + 0.7 * normal());
      return sum + (targets[i]! - predicted(moved)) ** 2 / rows.length;
    }, 0),
  );
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
  const error = Math.sqrt(variance / draws.length);
  expect(Math.abs(noisyError(fitted, 0.7) - mean)).toBeLessThan(4 * error);
});

test("no move of a row by a distance of 0.4 does worse than the worst error, and the worst does", () => {
  const errorOf = (direction: (i: number) => number[]) =>
    rows.reduce((sum, row, i) => {
      const along = direction(i);
      const scale = 0.4 / Math.hypot(...along);
      const moved = row.map((x, j) => x + scale * along[j]!);
      return sum + (targets[i]! - predicted(moved)) ** 2 / rows.length;
    }, 0);
  const worst = worstError(fitted, 0.4);
  for (let trial = 0; trial < 200; trial++)
    expect(errorOf(() => theta.map(() => uniform() - 0.5))).toBeLessThan(worst);
  const against = errorOf((i) => theta.map((x) => (targets[i]! > predicted(rows[i]!) ? -x : x)));
  expect(against).toBeCloseTo(worst, 12);
});

test("a split has 40, 100 and the other rows, each once, standardised as one table", () => {
  const table = Array.from({ length: 200 }, (_, i) => [i, uniform(), 3 * normal() + 5]);
  const { train, validation, test: rest } = splitRows(table, 3);
  const parts = [train, validation, rest];
  expect(parts.map(({ targets: values }) => values.length)).toEqual([40, 100, 60]);
  const first = parts.flatMap(({ features }) => features.map(([x]) => x!));
  expect(new Set(first).size).toBe(200);
  for (const column of [first, parts.flatMap(({ targets: values }) => values)]) {
    const mean = column.reduce((sum, x) => sum + x, 0) / 200;
    const square = column.reduce((sum, x) => sum + x * x, 0) / 200;
    expect(mean).toBeCloseTo(0, 12);
    expect(square).toBeCloseTo(1, 12);
  }
});
