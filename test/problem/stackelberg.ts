import { type Expression, type Level, type LevelOptions, maximize, variable } from "echelon";

/** A market P = intercept − slope·Σq; firm i pays costs[i]·q + ½ curvatures[i]·q². */
export interface Market {
  readonly intercept: number;
  readonly slope: number;
  readonly costs: readonly number[];
  readonly curvatures?: readonly number[];
}

/** T1 with c_i = 1 + 0.1(i − 1). */
export function market(firms: number): Market {
  return {
    intercept: 100,
    slope: 2,
    costs: Array.from({ length: firms }, (_, i) => 1 + 0.1 * i),
  };
}

/** Firms in order 1 … n, each maximising its profit with the later ones responding. */
export function stackelberg(
  { intercept, slope, costs, curvatures }: Market,
  options: (firm: number) => LevelOptions = () => ({}),
  start = 10,
): { quantities: Expression[]; levels: Level[]; price: Expression } {
  const quantities = costs.map((_, i) => variable(`q${i + 1}`, start));
  const total = quantities.reduce((sum, q) => sum.add(q));
  const price = total.mul(-slope).add(intercept);
  const levels = quantities.map((q, i) => {
    const convex = q.square().mul((curvatures?.[i] ?? 0) / 2);
    const profit = price.sub(costs[i]!).mul(q).sub(convex);
    return maximize(q, profit, { name: `firm ${i + 1}`, ...options(i) });
  });
  return { quantities, levels, price };
}

/** The closed form of maths.md T1, quadratic costs included, by the backward recursion. */
export function stackelbergSolution({ intercept, slope, costs, curvatures }: Market): {
  quantities: number[];
  price: number;
} {
  const n = costs.length;
  const A = new Array<number>(n + 1).fill(1);
  const B = new Array<number>(n + 1).fill(0);
  const denominator = (i: number) => 2 * slope * A[i + 1]! + (curvatures?.[i] ?? 0);
  for (let i = n - 1; i >= 0; i--) {
    const d = curvatures?.[i] ?? 0;
    A[i] = (A[i + 1]! * (slope * A[i + 1]! + d)) / denominator(i);
    B[i] = B[i + 1]! - (slope * A[i + 1]! * (B[i + 1]! - costs[i]!)) / denominator(i);
  }
  let left = intercept;
  const quantities = costs.map((cost, i) => {
    const q = (A[i + 1]! * left + B[i + 1]! - cost) / denominator(i);
    left -= slope * q;
    return q;
  });
  return { quantities, price: left };
}
