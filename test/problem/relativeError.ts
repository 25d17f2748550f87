/** max |actual − expected| / max |expected|; Infinity when the lengths differ. */
export function relativeError(
  actual: number | ArrayLike<number>,
  expected: number | ArrayLike<number>,
): number {
  const [a, b] = [list(actual), list(expected)];
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const gap = Math.max(0, ...a.map((x, i) => Math.abs(x - b[i]!)));
  return gap === 0 ? 0 : gap / Math.max(...b.map(Math.abs));
}

const list = (x: number | ArrayLike<number>): number[] =>
  typeof x === "number" ? [x] : Array.from(x);
