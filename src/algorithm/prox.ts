import { fail } from "../error/fail.ts";
import { having, type Kind, nonnegative, positive, requireKind } from "../solver/option.ts";
import { singularValues } from "./singularValues.ts";

/** A function h that need not be smooth or convex, by its value and its proximal map. */
export interface Prox {
  readonly name: string;
  /** h(x); infinite outside its domain. */
  value(x: Float64Array): number;
  /** argmin_u h(u) + |u − v|²/(2s); a new vector. */
  map(v: Float64Array, step: number): Float64Array;
}

export const proxKind: Kind = having("map", "made by l1(…), box(…) or another of the kind");

/** h = Σ penalty(x_i), from scalar functions of |x|. */
function separable(
  name: string,
  penalty: (size: number) => number,
  shrink: (size: number, step: number) => number,
): Prox {
  return {
    name,
    value: (x) => x.reduce((sum, entry) => sum + penalty(Math.abs(entry)), 0),
    map: (v, step) => v.map((entry) => Math.sign(entry) * shrink(Math.abs(entry), step)),
  };
}

/** λ |x|₁: soft thresholding. */
export function l1(weight: number): Prox {
  requireKind("l1", "weight", weight, nonnegative);
  return separable(
    "l1",
    (size) => weight * size,
    (size, step) => Math.max(0, size - weight * step),
  );
}

/** λ · number of nonzeros: hard thresholding. Not convex. */
export function l0(weight: number): Prox {
  requireKind("l0", "weight", weight, nonnegative);
  return separable(
    "l0",
    (size) => (size > 0 ? weight : 0),
    (size, step) => (size * size > 2 * weight * step ? size : 0),
  );
}

/** λ Σ min(|x_i|, θ): large entries are not shrunk. Not convex. */
export function cappedL1(weight: number, cap: number): Prox {
  requireKind("cappedL1", "weight", weight, nonnegative);
  requireKind("cappedL1", "cap", cap, positive);
  const penalty = (size: number) => weight * Math.min(size, cap);
  return separable("capped l1", penalty, (size, step) => {
    const inside = Math.min(cap, Math.max(0, size - weight * step));
    return best(penalty, size, step, [inside, Math.max(size, cap)]);
  });
}

/** The minimax concave penalty: λ|x| − x²/(2γ) up to γλ, then constant. Not convex. */
export function mcp(weight: number, gamma: number): Prox {
  requireKind("mcp", "weight", weight, nonnegative);
  requireKind("mcp", "gamma", gamma, positive);
  const edge = gamma * weight;
  const penalty = (size: number) =>
    size <= edge ? weight * size - size ** 2 / (2 * gamma) : (gamma * weight ** 2) / 2;
  return separable("MCP", penalty, (size, step) => {
    const turning = (size - weight * step) / (1 - step / gamma);
    const candidates = [0, edge, Math.max(size, edge)];
    if (step < gamma && turning > 0 && turning < edge) candidates.push(turning);
    return best(penalty, size, step, candidates);
  });
}

/** The candidate with the least penalty(u) + (u − size)²/(2 step). */
function best(
  penalty: (size: number) => number,
  size: number,
  step: number,
  candidates: readonly number[],
): number {
  const cost = (u: number) => penalty(u) + (u - size) ** 2 / (2 * step);
  return candidates.reduce((least, u) => (cost(u) < cost(least) ? u : least));
}

/** λ · sum of singular values of a matrix that lies row-major in x: they are soft-thresholded. */
export function nuclearNorm(weight: number, [rows, columns]: readonly [number, number]): Prox {
  requireKind("nuclearNorm", "weight", weight, nonnegative);
  return {
    name: "nuclear norm",
    value: (x) => singularValues(x, rows, columns).s.reduce((sum, s) => sum + weight * s, 0),
    map: (x, step) => {
      const { u, s, v } = singularValues(x, rows, columns);
      const result = new Float64Array(x.length);
      for (let k = 0; k < columns; k++) {
        const kept = Math.max(0, s[k]! - weight * step);
        if (kept > 0)
          for (let i = 0; i < rows; i++)
            for (let j = 0; j < columns; j++)
              result[i * columns + j]! += kept * u[i * columns + k]! * v[j * columns + k]!;
      }
      return result;
    },
  };
}

/** 0 for low ≤ x ≤ high in every entry, infinite elsewhere. @throws ERR_OPTION  low > high */
export function box(low: number, high: number): Prox {
  if (!(low <= high))
    fail("ERR_OPTION", {
      operation: "box",
      option: "high",
      given: high,
      expected: `at least ${low}`,
    });
  return {
    name: "box",
    value: (x) =>
      x.every((entry) => entry >= low && entry <= high) ? 0 : Number.POSITIVE_INFINITY,
    map: (v) => v.map((entry) => Math.min(high, Math.max(low, entry))),
  };
}

/** 0 for x ≥ 0 with Σx = total, infinite elsewhere. @see Held, Wolfe & Crowder 1974 */
export function simplexOf(total = 1): Prox {
  requireKind("simplexOf", "total", total, positive);
  return {
    name: "simplex",
    value: (x) => {
      const sum = x.reduce((all, entry) => all + entry, 0);
      const isIn =
        x.every((entry) => entry >= 0) && Math.abs(sum - total) <= 1e-12 * total * x.length;
      return isIn ? 0 : Number.POSITIVE_INFINITY;
    },
    map: (v) => ontoSimplex(v, total),
  };
}

/** The nearest point with x ≥ 0 and Σx = total: max(0, v − τ). */
export function ontoSimplex(v: Float64Array, total = 1): Float64Array {
  const sorted = v.slice().sort().reverse();
  let sum = -total;
  let shift = 0;
  for (let k = 0; k < sorted.length; k++) {
    sum += sorted[k]!;
    if (sorted[k]! * (k + 1) > sum) shift = sum / (k + 1);
  }
  return v.map((entry) => Math.max(0, entry - shift));
}
