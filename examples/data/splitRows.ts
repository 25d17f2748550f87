import { random } from "../report/random.ts";
import { standardiser } from "./standardiser.ts";

/** Rows of features, and one target for each. */
export interface Rows {
  readonly features: readonly (readonly number[])[];
  readonly targets: readonly number[];
}

/** Rows to fit, rows to choose by, and rows to test. */
export interface SplitRows {
  readonly train: Rows;
  readonly validation: Rows;
  readonly test: Rows;
}

/**
 * A table whose last column is the target, every column standardised: 40 random rows to train on, 100 to choose λ with,
 * the rest to test, as in Sato, Tanaka and Takeda (2021).
 */
export function splitRows(table: readonly (readonly number[])[], seed: number): SplitRows {
  const scaled = table.map(standardiser(table));
  const order = random(seed).permutation(table.length);
  const rows = (from: number, to?: number): Rows => {
    const chosen = order.slice(from, to).map((i) => scaled[i]!);
    return {
      features: chosen.map((row) => row.slice(0, -1)),
      targets: chosen.map((row) => row.at(-1)!),
    };
  };
  return { train: rows(0, 40), validation: rows(40, 140), test: rows(140) };
}
