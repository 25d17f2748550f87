import { readFileSync } from "node:fs";
import { join } from "node:path";
import { random } from "./random.ts";

/** Rows of features, and one target for each. */
export interface Rows {
  readonly features: readonly (readonly number[])[];
  readonly targets: readonly number[];
}

export interface Diabetes {
  readonly train: Rows;
  readonly validation: Rows;
  readonly test: Rows;
}

function standardise(columns: readonly (readonly number[])[]): number[][] {
  return columns.map((column) => {
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    const deviation = Math.sqrt(
      column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length,
    );
    return column.map((x) => (x - mean) / deviation);
  });
}

/**
 * The diabetes data of Efron et al., every column standardised: 40 random rows to train on, 100 to choose λ with,
 * the rest to test, as in Sato, Tanaka and Takeda (2021).
 */
export function diabetes(seed: number): Diabetes {
  const text = readFileSync(join(import.meta.dirname, "../data/diabetes.csv"), "utf8");
  const table = text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map(Number));
  const columns = standardise(table[0]!.map((_, j) => table.map((row) => row[j]!)));
  const order = random(seed).permutation(table.length);
  const rows = (from: number, to?: number): Rows => {
    const chosen = order.slice(from, to);
    return {
      features: chosen.map((i) => columns.slice(0, -1).map((column) => column[i]!)),
      targets: chosen.map((i) => columns.at(-1)![i]!),
    };
  };
  return { train: rows(0, 40), validation: rows(40, 140), test: rows(140) };
}

/** Mean squared error of the linear model θ, with features moved by `noise` times the given normal numbers. */
export function meanSquaredError(
  { features, targets }: Rows,
  theta: ArrayLike<number>,
  noise = 0,
  normal: readonly (readonly number[])[] = [],
): number {
  let sum = 0;
  features.forEach((row, i) => {
    const prediction = row.reduce(
      (total, x, j) => total + (x + noise * (normal[i]?.[j] ?? 0)) * theta[j]!,
      0,
    );
    sum += (targets[i]! - prediction) ** 2;
  });
  return sum / features.length;
}
