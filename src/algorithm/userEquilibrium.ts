import { countLimit, positive, requireOptions } from "../solver/option.ts";
import { type Demand, noRoute } from "./capacityDesign.ts";
import { type Link, shortestPaths } from "./shortestPaths.ts";

/** A link with travel time t₀ (1 + b (flow/capacity)^power). */
export interface RoadLink extends Link {
  readonly capacity: number;
  readonly freeTime: number;
  readonly b: number;
  readonly power: number;
}

/** Traffic at rest: nobody gains by another route. */
export interface UserEquilibrium {
  /** Flow on each link. */
  readonly flows: Float64Array;
  /** (time spent − time on the shortest routes)/time spent. */
  readonly gap: number;
  /** Rounds over all pairs. */
  readonly iterations: number;
}

/** Options of {@link userEquilibrium}. */
export interface UserEquilibriumOptions {
  /** Relative gap at which it counts as solved. Default 1e-8. */
  readonly gap?: number;
  /** Most rounds over all pairs. Default 200. */
  readonly maxIterations?: number;
}

interface Pair extends Demand {
  /** Routes in use and their flows. */
  readonly routes: { readonly path: readonly number[]; flow: number }[];
}

/**
 * Wardrop's user equilibrium by gradient projection over generated routes: for each pair the shortest
 * route joins those in use, and flow moves to it from each other one by a Newton step,
 *
 *     Δ = min(flow, (t_route − t_shortest) / Σ t′ over the links they do not share)
 *
 * with link times renewed at once. The lower level of road pricing and capacity problems, exactly, on
 * networks too large for path sets fixed beforehand; {@link capacityDesign} is its smooth counterpart.
 *
 * @throws ERR_OPTION  trips between nodes that no route joins
 * @see Jayakrishnan et al. 1994, A faster path-based algorithm for traffic assignment
 */
export function userEquilibrium(
  links: readonly RoadLink[],
  demands: readonly Demand[],
  options: UserEquilibriumOptions = {},
): UserEquilibrium {
  requireOptions("userEquilibrium", options, { gap: positive, maxIterations: countLimit });
  const { gap: goal = 1e-8, maxIterations = 200 } = options;
  const flows = new Float64Array(links.length);
  const times = Float64Array.from(links, (link) => link.freeTime);
  const pairs: Pair[] = demands
    .filter(({ trips }) => trips > 0)
    .map((demand) => ({ ...demand, routes: [] }));
  let gap = Number.POSITIVE_INFINITY;
  let iterations = 0;
  while (gap > goal && iterations < maxIterations) {
    iterations++;
    for (const pair of pairs) {
      join(pair, links, times, flows);
      balance(pair, links, times, flows);
    }
    gap = relativeGap(pairs, links, times, flows);
  }
  return { flows, gap, iterations };
}

const timeOf = ({ freeTime, b, capacity, power }: RoadLink, flow: number): number =>
  freeTime * (1 + b * (flow / capacity) ** power);

const slopeOf = ({ freeTime, b, capacity, power }: RoadLink, flow: number): number =>
  (freeTime * b * power * (flow / capacity) ** (power - 1)) / capacity;

const along = (path: readonly number[], times: Float64Array): number =>
  path.reduce((sum, link) => sum + times[link]!, 0);

function move(
  path: readonly number[],
  by: number,
  links: readonly RoadLink[],
  times: Float64Array,
  flows: Float64Array,
): void {
  for (const link of path) {
    flows[link] = Math.max(0, flows[link]! + by);
    times[link] = timeOf(links[link]!, flows[link]!);
  }
}

/** Adds the shortest route to those in use; the first one gets all trips. */
function join(
  pair: Pair,
  links: readonly RoadLink[],
  times: Float64Array,
  flows: Float64Array,
): void {
  const [path] = shortestPaths(links, times, pair.from, pair.to, 1);
  if (!path) noRoute("userEquilibrium", pair);
  const key = String(path);
  if (pair.routes.some((route) => String(route.path) === key)) return;
  const flow = pair.routes.length === 0 ? pair.trips : 0;
  pair.routes.push({ path, flow });
  move(path, flow, links, times, flows);
}

/** Moves flow to the shortest of the routes in use; drops those that are left empty. */
function balance(
  { routes }: Pair,
  links: readonly RoadLink[],
  times: Float64Array,
  flows: Float64Array,
): void {
  let best = 0;
  routes.forEach(({ path }, i) => {
    if (along(path, times) < along(routes[best]!.path, times)) best = i;
  });
  const shortest = routes[best];
  if (!shortest) return;
  for (const route of routes) {
    if (route === shortest) continue;
    const excess = along(route.path, times) - along(shortest.path, times);
    if (excess <= 0) continue;
    const own = route.path.filter((link) => !shortest.path.includes(link));
    const other = shortest.path.filter((link) => !route.path.includes(link));
    const slope = [...own, ...other].reduce((sum, l) => sum + slopeOf(links[l]!, flows[l]!), 0);
    const shift = Math.min(route.flow, slope > 0 ? excess / slope : route.flow);
    route.flow -= shift;
    shortest.flow += shift;
    move(own, -shift, links, times, flows);
    move(other, shift, links, times, flows);
  }
  const kept = routes.filter((route) => route.flow > 0 || route === shortest);
  routes.splice(0, routes.length, ...kept);
}

function relativeGap(
  pairs: readonly Pair[],
  links: readonly RoadLink[],
  times: Float64Array,
  flows: Float64Array,
): number {
  const spent = flows.reduce((sum, flow, i) => sum + flow * times[i]!, 0);
  let least = 0;
  for (const { from, to, trips } of pairs) {
    const [path = []] = shortestPaths(links, times, from, to, 1);
    least += trips * along(path, times);
  }
  return spent > 0 ? (spent - least) / spent : 0;
}
