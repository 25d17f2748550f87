import { fail } from "../error/fail.ts";
import type { Level } from "../level/level.ts";
import type { AlgorithmState, Method } from "../solve/algorithm.ts";
import { list, positive, requireOptions } from "../solver/option.ts";
import { norm } from "../solver/vector.ts";
import { Bilevel } from "./bilevel.ts";
import { methodOf } from "./method.ts";
import { requireAlike } from "./requireAlike.ts";

/** Options of {@link decentralised}. */
export interface DecentralisedOptions {
  /** w_ij: symmetric, rows sum to 1, zero where agents cannot talk. See {@link ringMixing}. */
  readonly mixing: readonly (readonly number[])[];
  /** η_x, η_y, η_v: steps of the outer variable, the inner one and the adjoint. */
  readonly stepSize: number;
  readonly innerStepSize: number;
  readonly adjointStepSize?: number;
}

/** State of {@link decentralised}: x and y are the agents' means. */
export interface DecentralisedState extends AlgorithmState {
  /** (x_i, y_i, v_i) of each agent, one row after the other. */
  readonly points: Float64Array;
  /** t_i: each agent's estimate of the mean direction. */
  readonly trackers: Float64Array;
  /** d_i: each agent's own direction when it was last computed. */
  readonly directions: Float64Array;
}

/**
 * Decentralised bilevel optimization in a single loop: agents know only their own f_i and g_i, talk to
 * neighbours, and agree on the solution of min Σ f_i(x, y*(x)), y* = argmin Σ g_i(x, y).
 *
 *     d_x = ∇_x f_i − ∇²_xy g_i v_i,   d_y = ∇_y g_i,   d_v = ∇²_yy g_i v_i − ∇_y f_i
 *     x_i ← Σ_j w_ij x_j − η_x t_x,  the same for y and v;   t ← Σ_j w_ij t_j + d_new − d_old
 *
 * With gradient tracking constant steps are exact: O(1/T), linear where Φ is strongly convex, whatever
 * the agents' differences.
 *
 * @param agents  each agent's two levels, over variables of the same sizes
 * @throws ERR_LEVELS, ERR_OPTION  sizes that differ, or a mixing matrix that is not fair
 * @see Dong, Ma, Yang & Yin 2023, A Single-Loop Algorithm for Decentralized Bilevel Optimization, arXiv 2311.08945
 */
export function decentralised(
  agents: readonly (readonly Level[])[],
  options: DecentralisedOptions,
): Method<DecentralisedState> {
  requireOptions(
    "decentralised",
    options,
    { mixing: list, stepSize: positive, innerStepSize: positive, adjointStepSize: positive },
    ["mixing", "stepSize", "innerStepSize"],
  );
  const { mixing, stepSize, innerStepSize, adjointStepSize = innerStepSize } = options;
  requireMixing(mixing, agents.length);
  const problems = agents.map((levels) => new Bilevel("decentralised", levels, {}));
  requireAlike("decentralised", problems, ["x", "y"]);
  const { x, y } = problems[0]!.start;
  const [p, d] = [x.length, y.length];
  const width = p + 2 * d;
  const stepOf = (k: number) => (k < p ? stepSize : k < p + d ? innerStepSize : adjointStepSize);
  const directionsAt = (points: Float64Array) => {
    const all = new Float64Array(points.length);
    problems.forEach((problem, i) => {
      all.set(direction(problem, points.subarray(i * width, (i + 1) * width), p, d), i * width);
    });
    return all;
  };
  const step = (state: DecentralisedState): DecentralisedState => {
    const mixed = mix(mixing, state.points, width);
    const points = mixed.map((entry, at) => entry - stepOf(at % width) * state.trackers[at]!);
    const directions = directionsAt(points);
    const told = mix(mixing, state.trackers, width);
    const trackers = told.map((e, at) => e + directions[at]! - state.directions[at]!);
    return stateOf(state.iteration + 1, { points, trackers, directions }, p, d);
  };
  const init = () => {
    const points = new Float64Array(problems.length * width);
    problems.forEach(({ start }, i) => {
      points.set(start.x, i * width);
      points.set(start.y, i * width + p);
    });
    const directions = directionsAt(points);
    return stateOf(0, { points, trackers: directions.slice(), directions }, p, d);
  };
  return methodOf("decentralised", { init, step });
}

/** Mixing weights of a ring: a third for each neighbour and for oneself. */
export function ringMixing(count: number): number[][] {
  return Array.from({ length: count }, (_, i) => {
    const row = new Array<number>(count).fill(0);
    for (const j of [i + count - 1, i, i + 1]) row[j % count]! += 1 / 3;
    return row;
  });
}

function direction(problem: Bilevel, point: Float64Array, p: number, d: number): Float64Array {
  const [x, y, v] = [point.slice(0, p), point.slice(p, p + d), point.slice(p + d)];
  const g = problem.along(x, y, v);
  const f = problem.outer(x, y);
  const whole = new Float64Array(point.length);
  for (let i = 0; i < p; i++) whole[i] = f.x[i]! - g.cross[i]!;
  whole.set(g.gradient, p);
  for (let i = 0; i < d; i++) whole[p + d + i] = g.hessian[i]! - f.y[i]!;
  return whole;
}

/** W · rows. */
function mix(
  mixing: readonly (readonly number[])[],
  rows: Float64Array,
  width: number,
): Float64Array {
  const mixed = new Float64Array(rows.length);
  mixing.forEach((weights, i) => {
    weights.forEach((weight, j) => {
      if (weight === 0) return;
      for (let k = 0; k < width; k++) mixed[i * width + k]! += weight * rows[j * width + k]!;
    });
  });
  return mixed;
}

type Rows = Pick<DecentralisedState, "points" | "trackers" | "directions">;

function stateOf(iteration: number, rows: Rows, p: number, d: number): DecentralisedState {
  const width = p + 2 * d;
  const mean = (from: Float64Array) => {
    const sum = new Float64Array(width);
    const count = from.length / width;
    from.forEach((entry, at) => {
      sum[at % width]! += entry / count;
    });
    return sum;
  };
  const centre = mean(rows.points);
  const gradientNorm = norm(mean(rows.directions).slice(0, p));
  return { iteration, x: centre.slice(0, p), y: centre.slice(p, p + d), gradientNorm, ...rows };
}

function requireMixing(mixing: readonly (readonly number[])[], count: number): void {
  const isFair = mixing.every((row, i) => {
    const sum = row.reduce((all, entry) => all + entry, 0);
    const isSymmetric = row.every((entry, j) => Math.abs(entry - (mixing[j]?.[i] ?? 2)) < 1e-12);
    return row.length === count && Math.abs(sum - 1) < 1e-12 && isSymmetric;
  });
  if (isFair && mixing.length === count) return;
  fail("ERR_OPTION", {
    operation: "decentralised",
    option: "mixing",
    given: mixing,
    expected: `a symmetric ${count} × ${count} matrix whose rows sum to 1`,
  });
}
