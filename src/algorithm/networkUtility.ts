import { fail } from "../error/fail.ts";
import type { AlgorithmState, Method } from "../solve/algorithm.ts";
import {
  callable,
  type Kind,
  list,
  nonnegative,
  positive,
  requireKind,
  requireOptions,
} from "../solver/option.ts";
import { norm } from "../solver/vector.ts";
import { denseSolve } from "./denseSolve.ts";
import { methodOf } from "./method.ts";

/** Links shared by routes. */
export interface Network {
  /** Numbers of the links that each route uses. */
  readonly routes: readonly (readonly number[])[];
  /** c_l > 0. */
  readonly capacities: readonly number[];
}

/** Options of {@link networkUtility}. */
export interface NetworkUtilityOptions extends Network {
  /** What the users report at given rates: their true utility, and its slope by each rate. */
  readonly utility: (rates: Float64Array) => { value: number; slope: ArrayLike<number> };
  /** θ: where the parameters start. */
  readonly start: ArrayLike<number>;
  /** β: step of θ. */
  readonly stepSize: number;
  /** θ is kept at least here. Default 1e-3. */
  readonly least?: number;
}

const numbers: Kind = ["an array", (given) => list[1](given) || ArrayBuffer.isView(given)];

/** State of {@link networkUtility}: x holds θ, y the rates. */
export interface NetworkUtilityState extends AlgorithmState {
  /** p_l ≥ 0: the prices that make the rates fit. */
  readonly prices: Float64Array;
  /** The users' utility where the last step began. */
  readonly value: number;
}

/**
 * Network utility maximisation with unknown utilities: the network shares its links by surrogate
 * utilities θ_r log x_r, whose parameters follow what the users report of their true ones.
 *
 *     x*(θ) = argmax Σ θ_r log x_r  subject to  A x ≤ c
 *     θ ← max(least, θ + β (dx*∕dθ)ᵀ ∇U(x*))
 *     dx = dθ/q − (θ/q²) Aᵀ dp,   (A diag(θ/q²) Aᵀ) dp = A (dθ/q)    on the links in use, q = Aᵀp
 *
 * On one link x_r = θ_r c/Σθ. U may be nonconcave: a stationary point is found. It may be one where a link is full
 * that had better not be: while its price is positive the rates keep it full whatever θ does, so no slope leads
 * away. Starting at θ_r = x_r ∂U/∂x_r frees such links.
 *
 * @throws ERR_OPTION  a step that is not positive, a route over a link that is not there, a link without
 *   capacity
 * @see Ji & Ying 2023, Network Utility Maximization with Unknown Utility Functions: A Distributed,
 *   Data-Driven Bilevel Optimization Approach, arXiv 2301.01801
 */
export function networkUtility(options: NetworkUtilityOptions): Method<NetworkUtilityState> {
  requireOptions(
    "networkUtility",
    options,
    {
      routes: list,
      capacities: numbers,
      utility: callable,
      start: numbers,
      stepSize: positive,
      least: nonnegative,
    },
    ["routes", "capacities", "utility", "start", "stepSize"],
  );
  const { routes, capacities, utility, start, stepSize, least = 1e-3 } = options;
  if (routes.length !== start.length || routes.some((route) => route.length === 0))
    fail("ERR_OPTION", {
      operation: "networkUtility",
      option: "routes",
      given: routes,
      expected: `${start.length} lists of links, one for each parameter, none empty`,
    });
  const init = (): NetworkUtilityState => {
    const theta = Float64Array.from(start);
    const { rates, prices } = fairRates(options, theta);
    return {
      iteration: 0,
      x: theta,
      y: rates,
      prices,
      value: Number.NaN,
      gradientNorm: Number.NaN,
    };
  };
  const step = ({ iteration, x: theta, prices: guess }: NetworkUtilityState) => {
    const { rates, prices } = fairRates({ routes, capacities }, theta, guess);
    const { value, slope } = utility(rates);
    const gradient = pulledBack({ routes, capacities }, theta, prices, slope);
    const x = theta.map((entry, r) => Math.max(least, entry + stepSize * gradient[r]!));
    const gradientNorm = norm(x.map((entry, r) => (entry - theta[r]!) / stepSize));
    return { iteration: iteration + 1, x, y: rates, prices, value, gradientNorm };
  };
  return methodOf("network utility", { init, step });
}

const STEPS_MOST = 200;

/**
 * The weighted proportionally fair rates and the prices p ≥ 0 of the links: projected Newton steps on
 * the dual Σ c_l p_l − Σ θ_r log (Aᵀp)_r, halved until it falls. @see Kelly 1997; Bertsekas 1982
 *
 * @throws ERR_OPTION  a capacity that is not positive, or a route over a link that is not there
 */
export function fairRates(
  network: Network,
  theta: Float64Array,
  guess?: Float64Array,
): { rates: Float64Array; prices: Float64Array } {
  requireNetwork(network);
  const { capacities } = network;
  const total = theta.reduce((sum, entry) => sum + entry, 0);
  let prices = guess?.slice() ?? Float64Array.from(capacities, (c) => total / c);
  for (let step = 0; step < STEPS_MOST; step++) {
    const slope = dualSlope(network, theta, prices);
    const free = capacities.map((_, l) => prices[l]! > 0 || slope[l]! < 0);
    const size = Math.hypot(...slope.map((entry, l) => (free[l] ? entry / capacities[l]! : 0)));
    if (size <= 1e-14) break;
    const direction = newtonDirection(network, theta, prices, slope, free);
    const before = dual(network, theta, prices);
    let next = prices;
    for (let length = 1; length > 1e-12; length /= 2) {
      next = prices.map((entry, l) => Math.max(0, entry - length * direction[l]!));
      if (dual(network, theta, next) <= before) break;
    }
    if (next.every((entry, l) => entry === prices[l])) break;
    prices = next;
  }
  const q = pathPrices(network, prices);
  return { rates: theta.map((entry, r) => entry / q[r]!), prices };
}

/** @throws ERR_OPTION  a capacity that is not positive, or a route over a link that is not there */
function requireNetwork({ routes, capacities }: Network): void {
  for (const given of capacities) requireKind("fairRates", "each capacity", given, positive);
  for (const given of routes.flat())
    if (!(given in capacities))
      fail("ERR_OPTION", {
        operation: "fairRates",
        option: "each link of a route",
        given,
        expected: `a whole number from 0 to ${capacities.length - 1}`,
      });
}

const pathPrices = ({ routes }: Network, prices: Float64Array): Float64Array =>
  Float64Array.from(routes, (route) => route.reduce((sum, link) => sum + prices[link]!, 0));

function dual(network: Network, theta: Float64Array, prices: Float64Array): number {
  const q = pathPrices(network, prices);
  const paid = network.capacities.reduce((sum, c, l) => sum + c * prices[l]!, 0);
  return theta.reduce(
    (sum, entry, r) => (q[r]! > 0 ? sum - entry * Math.log(q[r]!) : Number.POSITIVE_INFINITY),
    paid,
  );
}

/** c − A x(p). */
function dualSlope(network: Network, theta: Float64Array, prices: Float64Array): Float64Array {
  const q = pathPrices(network, prices);
  const slope = Float64Array.from(network.capacities);
  network.routes.forEach((route, r) => {
    for (const link of route) slope[link]! -= theta[r]! / q[r]!;
  });
  return slope;
}

/** (A diag(θ/q²) Aᵀ)⁻¹ b on the free links, with the least shift that keeps it solvable. */
function newtonDirection(
  network: Network,
  theta: Float64Array,
  prices: Float64Array,
  b: Float64Array,
  free: readonly boolean[],
): Float64Array {
  const links = free.flatMap((isFree, l) => (isFree ? [l] : []));
  const q = pathPrices(network, prices);
  const k = links.length;
  const matrix = new Float64Array(k * k);
  network.routes.forEach((route, r) => {
    for (const a of route)
      for (const c of route) {
        const [i, j] = [links.indexOf(a), links.indexOf(c)];
        if (i >= 0 && j >= 0) matrix[i * k + j]! += theta[r]! / q[r]! ** 2;
      }
  });
  let largest = 0;
  for (let i = 0; i < k; i++) largest = Math.max(largest, matrix[i * k + i]!);
  for (let i = 0; i < k; i++) matrix[i * k + i]! += 1e-14 * (largest || 1);
  const solved = denseSolve(
    matrix,
    Float64Array.from(links, (l) => b[l]!),
  );
  const direction = new Float64Array(b.length);
  links.forEach((l, i) => {
    direction[l] = solved[i]!;
  });
  return direction;
}

/** (dx*∕dθ)ᵀ u. */
function pulledBack(
  network: Network,
  theta: Float64Array,
  prices: Float64Array,
  u: ArrayLike<number>,
): Float64Array {
  const q = pathPrices(network, prices);
  const right = new Float64Array(prices.length);
  network.routes.forEach((route, r) => {
    for (const link of route) right[link]! += (theta[r]! / q[r]! ** 2) * u[r]!;
  });
  const used = Array.from(prices, (price) => price > 0);
  const solved = newtonDirection(network, theta, prices, right, used);
  const back = pathPrices(network, solved);
  return theta.map((_, r) => (u[r]! - back[r]!) / q[r]!);
}
