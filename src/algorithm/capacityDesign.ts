import { fail } from "../error/fail.ts";
import { add, div, log, mul, pow, square } from "../expression/function/elementwise.ts";
import { matmul } from "../expression/function/matrix.ts";
import { dot, sum } from "../expression/function/reduction.ts";
import { constant, variable } from "../expression/lift.ts";
import type { Expression } from "../expression/node.ts";
import { reshape } from "../expression/structural.ts";
import { type Level, minimize } from "../level/level.ts";
import { countFromOne, nonnegative, requireOptions } from "../solver/option.ts";
import { type Link, shortestPaths } from "./shortestPaths.ts";

/** A link with cost A + B (flow/(K + x))⁴, and d, the price of expanding it, where it may be expanded. */
export interface DesignLink extends Link {
  readonly capacity: number;
  readonly freeCost: number;
  readonly congestion: number;
  readonly price?: number;
}

/** Trips between two nodes. */
export interface Demand {
  readonly from: number;
  readonly to: number;
  readonly trips: number;
}

/** Options of {@link capacityDesign}. */
export interface CapacityDesignOptions {
  /** Shortest simple paths, by free cost, that each pair may use. Default 5. */
  readonly paths?: number;
  /** η: weight of the entropy that makes route choice smooth. Default 0.01. */
  readonly entropy?: number;
  /** Weight of the investment Σ d x² against the travel cost. Default 0.001. */
  readonly investment?: number;
}

/** The problem as two levels. */
export interface CapacityDesign {
  /** Expansion of each expandable link, in their order. */
  readonly x: Expression;
  /** Shares of the paths, a row on the simplex for each pair, starting uniform. */
  readonly shares: Expression;
  /** Flow on each link. */
  readonly flows: Expression;
  readonly levels: readonly [Level, Level];
}

/**
 * Capacity design: where to widen roads when drivers choose their routes selfishly.
 *
 *     outer  min_x Σ_a y_a c_a(y_a, x_a) + w Σ d_a x_a²,   c_a = A + B (y_a/(K + x_a))⁴,   y = Δ̄ᵀ h
 *     inner  min_h Σ_a ∫₀^{y_a} c_a + η Σ h log h           (Beckmann's objective), h on simplices
 *
 * Solve it with {@link trafficEquilibrium}, which keeps h on the simplices, and box(0, 25) for x.
 *
 * @throws ERR_OPTION  trips between nodes that no path joins
 * @see Goyal & Lamperski 2023, An algorithm for bilevel optimization with traffic equilibrium constraints:
 *   convergence rate analysis, arXiv 2306.14235; the network after Suwansirikul, Friesz & Tobin 1987
 */
export function capacityDesign(
  links: readonly DesignLink[],
  demands: readonly Demand[],
  options: CapacityDesignOptions = {},
): CapacityDesign {
  requireOptions("capacityDesign", options, {
    paths: countFromOne,
    entropy: nonnegative,
    investment: nonnegative,
  });
  const { paths = 5, entropy = 0.01, investment = 0.001 } = options;
  const trips = demands.filter((demand) => demand.trips > 0);
  const expandable = links.flatMap(({ price }, i) => (price === undefined ? [] : [i]));
  const x = variable("x", new Float64Array(expandable.length));
  const shares = variable("shares", {
    data: new Float64Array(trips.length * paths).fill(1 / paths),
    shape: [trips.length, paths],
  });
  const rows = trips.length * paths;
  const use = constant({
    data: incidence(links, trips, paths),
    shape: [rows, links.length],
  });
  const flows = matmul(reshape(shares, [rows]), use);
  const chosen = new Float64Array(links.length * expandable.length);
  expandable.forEach((link, k) => {
    chosen[link * expandable.length + k] = 1;
  });
  const widened = matmul(constant({ data: chosen, shape: [links.length, expandable.length] }), x);
  const of = (field: (link: DesignLink) => number) => constant(links.map(field));
  const capacity = add(
    of(({ capacity: k }) => k),
    widened,
  );
  const load = div(flows, capacity);
  const delay = mul(
    of(({ congestion }) => congestion),
    pow(load, 4),
  );
  const free = of(({ freeCost }) => freeCost);
  const prices = constant(expandable.map((i) => links[i]!.price!));
  const beckmann = dot(flows, add(free, div(delay, 5)));
  const smooth = mul(sum(mul(shares, log(shares))), entropy);
  const cost = add(dot(flows, add(free, delay)), mul(dot(prices, square(x)), investment));
  const levels: [Level, Level] = [
    minimize(x, cost, { name: "design" }),
    minimize(shares, add(beckmann, smooth), { name: "drivers" }),
  ];
  return { x, shares, flows, levels };
}

/** @throws ERR_OPTION  always */
export function noRoute(operation: string, { from, to }: { from: number; to: number }): never {
  return fail("ERR_OPTION", {
    operation,
    option: "a demand",
    given: [from, to],
    expected: "between two nodes that links lead from one to the other",
  });
}

/** Trips times incidence, a row for each path. A pair with fewer paths repeats its last one. */
function incidence(
  links: readonly DesignLink[],
  trips: readonly Demand[],
  count: number,
): Float64Array {
  const data = new Float64Array(trips.length * count * links.length);
  const lengths = links.map(({ freeCost }) => freeCost);
  trips.forEach(({ from, to, trips: volume }, pair) => {
    const paths = shortestPaths(links, lengths, from, to, count);
    if (paths.length === 0) noRoute("capacityDesign", { from, to });
    for (let k = 0; k < count; k++)
      for (const link of paths[Math.min(k, paths.length - 1)]!)
        data[(pair * count + k) * links.length + link] = volume;
  });
  return data;
}
