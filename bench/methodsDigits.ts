import { join } from "node:path";
import { randomAt } from "echelon/algorithm";
import {
  type Digits,
  type LabelCleaning,
  labelCleaning,
} from "../examples/algorithms/labelCleaning.ts";
import { mnistCleaning, mnistFolder } from "../examples/algorithms/mnistCleaning.ts";
import { csvRows } from "../examples/data/csvRows.ts";

/** A training set to be cleaned, by minibatches and as a whole. */
export interface CleaningData {
  readonly part: "cleaning" | "digits";
  readonly words: string;
  /** Training and validation digits. */
  readonly counts: readonly [number, number];
  readonly batch: number;
  /** Processor seconds for each method. */
  readonly seconds: number;
  readonly minibatches: LabelCleaning;
  readonly whole: LabelCleaning;
}

/** The MNIST digits of the data folder, or undefined. */
export function mnist(): CleaningData | undefined {
  const folder = mnistFolder();
  if (folder === undefined) return undefined;
  return {
    part: "cleaning",
    words: "MNIST",
    counts: [5000, 2500],
    batch: 500,
    seconds: 8,
    minibatches: mnistCleaning(folder, 500),
    whole: mnistCleaning(folder, Number.POSITIVE_INFINITY),
  };
}

const PIXELS = 64;

/** The small digits that come with the examples: 800 to train, 400 to judge by, 597 to test. */
export function smallDigits(): CleaningData {
  const all = csvRows(join(import.meta.dirname, "../examples/data/digits.csv"));
  const random = randomAt(1, 0);
  const order = all.map((row) => ({ row, key: random() })).sort((a, b) => a.key - b.key);
  const part = (from: number, to?: number): Digits => {
    const chosen = order.slice(from, to).map(({ row }) => row);
    const features = chosen.flatMap((row) => [...row.slice(0, PIXELS).map((p) => p / 16), 1]);
    return { features: Float64Array.from(features), labels: chosen.map((row) => row[PIXELS]!) };
  };
  const parts = [part(0, 800), part(800, 1200), part(1200)] as const;
  const cleaning = (batch: number) => labelCleaning(parts, { batch, random: randomAt(2, 0) });
  return {
    part: "digits",
    words: "8 × 8 digits",
    counts: [800, 400],
    batch: 100,
    seconds: 3,
    minibatches: cleaning(100),
    whole: cleaning(Number.POSITIVE_INFINITY),
  };
}
