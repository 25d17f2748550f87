import { join } from "node:path";
import { csvRows } from "../data/csvRows.ts";
import { type Rows, type SplitRows, splitRows } from "../data/splitRows.ts";

export type Diabetes = SplitRows;

/** The diabetes data of Efron et al., split at random; see {@link splitRows}. */
export function diabetes(seed: number): Diabetes {
  return splitRows(csvRows(join(import.meta.dirname, "../data/diabetes.csv")), seed);
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
