import type { Operand } from "./operand.ts";

/** A factor as the search sees it. */
interface Item {
  readonly labels: ReadonlySet<number>;
  readonly constant: boolean;
}

/** A product of constants is computed once, not at every run. */
const CONSTANT_SHARE = 0.02;
/** Up to this many factors all orders are compared: 3 · 6 · 10 of them. */
const EXHAUSTIVE_MOST = 5;

/** Which two operands to contract first, so that the whole contraction costs the fewest operations. */
export function bestPair(
  operands: readonly Operand[],
  kept: readonly number[],
  sizes: readonly number[],
): [number, number] {
  const items = operands.map((item) => ({
    labels: new Set(item.labels),
    constant: item.buffer.constant,
  }));
  const depth = items.length <= EXHAUSTIVE_MOST ? items.length : 2;
  return search(items, kept, sizes, depth).pair;
}

function search(
  items: readonly Item[],
  kept: readonly number[],
  sizes: readonly number[],
  depth: number,
): { cost: number; pair: [number, number] } {
  let best = { cost: Number.POSITIVE_INFINITY, pair: [0, 1] as [number, number] };
  for (let j = 1; j < items.length; j++) {
    for (let i = 0; i < j; i++) {
      const rest = items.filter((_, k) => k !== i && k !== j);
      const { cost, joined } = join(items[i]!, items[j]!, rest, kept, sizes);
      const further =
        rest.length > 0 && depth > 2 && cost < best.cost
          ? search([...rest, joined], kept, sizes, depth - 1).cost
          : 0;
      if (cost + further < best.cost) best = { cost: cost + further, pair: [i, j] };
    }
  }
  return best;
}

/** The contraction of two factors and its operations; elements written count too. */
function join(
  a: Item,
  b: Item,
  rest: readonly Item[],
  kept: readonly number[],
  sizes: readonly number[],
): { cost: number; joined: Item } {
  const labels = new Set<number>();
  let work = 1;
  let written = 1;
  for (const label of new Set([...a.labels, ...b.labels])) {
    work *= sizes[label]!;
    if (kept.includes(label) || rest.some((item) => item.labels.has(label))) {
      labels.add(label);
      written *= sizes[label]!;
    }
  }
  const constant = a.constant && b.constant;
  const cost = (work + written) * (constant ? CONSTANT_SHARE : 1);
  return { cost, joined: { labels, constant } };
}
