import fc from "fast-check";
import { expect } from "vitest";
import { random } from "../../reference/random.ts";

export const RUNS = { seed: 3, numRuns: 120 };
export const order = fc.constantFrom("row-major", "column-major");
export const trans = fc.constantFrom("no-transpose", "transpose", "conjugate-transpose");
export const uplo = fc.constantFrom("upper", "lower");
export const diag = fc.constantFrom("unit", "non-unit");
export const size = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 20, max: 45 }));
export const factor = fc.constantFrom(0, 1, -0.7, 2.5);
export const step = fc.constantFrom(1, 2, 3, -1, -2);
export const pad = fc.integer({ min: 0, max: 3 });
export const seed = fc.integer({ min: 1, max: 1e6 });

/** A matrix somewhere in a larger array: rows or columns together or neither, forwards or backwards. */
export interface Placed {
  readonly data: Float64Array;
  readonly strides: readonly [number, number];
  readonly offset: number;
}
interface Layout {
  readonly inner: number;
  readonly gap: number;
  readonly columnsFirst: boolean;
  readonly backwards: boolean;
  readonly offset: number;
}
export const layout = fc.record<Layout>({
  inner: fc.constantFrom(1, 1, 2, -1),
  gap: pad,
  columnsFirst: fc.boolean(),
  backwards: fc.boolean(),
  offset: pad,
});

export function numbers(length: number, start: number): Float64Array {
  const next = random(start);
  return Float64Array.from({ length }, () => 2 * next() - 1);
}

export function place(rows: number, columns: number, l: Layout, start: number): Placed {
  const [long, short] = l.columnsFirst ? [columns, rows] : [rows, columns];
  const width = Math.abs(l.inner) * short + l.gap + 1;
  const data = numbers(l.offset + width * Math.max(1, long) + 2, start);
  const outer = l.backwards ? -width : width;
  let { offset } = l;
  if (l.inner < 0) offset += Math.max(0, short - 1) * -l.inner;
  if (outer < 0) offset += Math.max(0, long - 1) * width;
  return { data, strides: l.columnsFirst ? [l.inner, outer] : [outer, l.inner], offset };
}

/** The array of a vector of N entries with this stride. */
export const vector = (N: number, stride: number, start: number) =>
  numbers(Math.max(1, Math.abs(stride) * N), start);

export function near(actual: Float64Array, expected: Float64Array, digits = 1e-11): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [is, should] = [actual[i]!, expected[i]!];
    if (Object.is(is, should)) continue;
    if (!(Math.abs(is - should) <= digits * Math.max(1, Math.abs(should))))
      expect.fail(`entry ${i} is ${is}, stdlib has ${should}`);
  }
}

/** Runs both on copies of the same arrays, and compares every entry of every array, also of those only read. */
export function both<T extends Record<string, Float64Array>>(
  arrays: T,
  ours: (arrays: T) => unknown,
  theirs: (arrays: T) => unknown,
): void {
  const copy = () =>
    Object.fromEntries(Object.entries(arrays).map(([name, data]) => [name, data.slice()])) as T;
  const [a, b] = [copy(), copy()];
  const [is, should] = [ours(a), theirs(b)];
  if (typeof should === "number") near(Float64Array.of(is as number), Float64Array.of(should));
  for (const name of Object.keys(arrays)) near(a[name]!, b[name]!);
}
