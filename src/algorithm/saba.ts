import type { Expression } from "../expression/node.ts";
import type { Algorithm } from "../solve/algorithm.ts";
import {
  finite,
  type Kind,
  list,
  positive,
  requireKind,
  requireOptions,
} from "../solver/option.ts";
import { norm } from "../solver/vector.ts";
import type { Bilevel } from "./bilevel.ts";
import { bilevelAlgorithm } from "./method.ts";
import type { SingleLoopState } from "./soba.ts";
import { randomAt } from "./stream.ts";
import type { Task } from "./tasks.ts";

/** A finite sum: f or g is the mean over these values of its parameters. */
export interface Blocks {
  readonly parameters: readonly Expression[];
  readonly list: readonly Task[];
}

/** Options of {@link saba}. */
export interface SabaOptions {
  /** The blocks that g is the mean of. */
  readonly inner: Blocks;
  /** The blocks that f is the mean of. Default: f has one block. */
  readonly outer?: Blocks;
  /** Seed of all draws. Default 1. */
  readonly seed?: number;
  /** ρ: step of y and of the adjoint v. */
  readonly innerStepSize: number;
  /** γ: step of x. */
  readonly stepSize: number;
}

const blocks: Kind = [
  "blocks, { parameters, list }",
  (given) => list[1]((given as Partial<Blocks> | null)?.list),
];

/** State of {@link saba}: the last directions of every block, row by row. */
export interface SabaState extends SingleLoopState {
  /** Rows (∇_y g_i, ∇²_y g_i v, ∇_x∇_y g_i v). */
  readonly innerTable: Float64Array;
  /** Rows (∇_y f_j, ∇_x f_j). */
  readonly outerTable: Float64Array;
}

/**
 * SABA: the single loop of {@link soba} with SAGA's variance reduction on all three directions.
 *
 *     d̂ = d_i(now) − d_i(then) + mean of the table,   for i drawn at random; then the table's row i is renewed
 *
 * With constant steps it converges: O(1/T) like full gradients, linearly where Φ is strongly convex, at
 * the cost of one block a step. Memory: blocks × (2 inner + outer) numbers. The tables start filled.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense, or no block; ERR_LEVELS  other than two
 *   levels
 * @see Dagréou, Ablin, Vaiter & Moreau 2022, A framework for bilevel optimization that enables stochastic
 *   and global variance reduction algorithms, arXiv 2201.13409
 */
export function saba(options: SabaOptions): Algorithm<SabaState> {
  requireOptions(
    "saba",
    options,
    { inner: blocks, outer: blocks, seed: finite, innerStepSize: positive, stepSize: positive },
    ["inner", "innerStepSize", "stepSize"],
  );
  const { inner, outer = { parameters: [], list: [[]] }, seed = 1 } = options;
  const { innerStepSize: rho, stepSize: gamma } = options;
  requireKind("saba", "number of inner blocks", inner.list.length, positive);
  requireKind("saba", "number of outer blocks", outer.list.length, positive);
  const streams = [{ parameters: [...inner.parameters, ...outer.parameters], draw: () => [] }];
  const use = (problem: Bilevel, i: number, j: number) =>
    problem.use([...inner.list[i]!, ...outer.list[j]!]);
  const define = (problem: Bilevel) => ({
    init: (): SabaState => {
      const x = problem.start.x.slice();
      const y = problem.start.y.slice();
      const adjoint = new Float64Array(y.length);
      const innerRows = inner.list.map((_, i) => {
        use(problem, i, 0);
        return innerRow(problem, x, y, adjoint);
      });
      const outerRows = outer.list.map((_, j) => {
        use(problem, 0, j);
        return outerRow(problem, x, y);
      });
      const tables = { innerTable: joined(innerRows), outerTable: joined(outerRows) };
      return { iteration: 0, x, y, adjoint, seed, gradientNorm: Number.NaN, ...tables };
    },
    step: (state: SabaState): SabaState => {
      const { iteration, x, y, adjoint, seed: own } = state;
      const random = randomAt(own, iteration);
      const i = Math.floor(random() * inner.list.length);
      const j = Math.floor(random() * outer.list.length);
      use(problem, i, j);
      const g = reduced(state.innerTable, i, innerRow(problem, x, y, adjoint));
      const f = reduced(state.outerTable, j, outerRow(problem, x, y));
      const d = y.length;
      const direction = x.map((_, k) => f.estimate[d + k]! - g.estimate[2 * d + k]!);
      return {
        iteration: iteration + 1,
        x: x.map((entry, k) => entry - gamma * direction[k]!),
        y: y.map((entry, k) => entry - rho * g.estimate[k]!),
        adjoint: adjoint.map((e, k) => e - rho * (g.estimate[d + k]! - f.estimate[k]!)),
        seed: own,
        innerTable: g.table,
        outerTable: f.table,
        gradientNorm: norm(direction),
      };
    },
  });
  return bilevelAlgorithm("SABA", define, streams);
}

function innerRow(problem: Bilevel, x: Float64Array, y: Float64Array, v: Float64Array) {
  const { gradient, hessian, cross } = problem.along(x, y, v);
  return joined([gradient, hessian, cross]);
}

function outerRow(problem: Bilevel, x: Float64Array, y: Float64Array): Float64Array {
  const { x: byX, y: byY } = problem.outer(x, y);
  return joined([byY, byX]);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** now − table[row] + mean of the table, and the table with that row renewed. */
function reduced(
  table: Float64Array,
  row: number,
  now: Float64Array,
): { estimate: Float64Array; table: Float64Array } {
  const width = now.length;
  const count = table.length / width;
  const estimate = new Float64Array(width);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < width; k++) estimate[k]! += table[i * width + k]! / count;
  for (let k = 0; k < width; k++) estimate[k]! += now[k]! - table[row * width + k]!;
  const renewed = table.slice();
  renewed.set(now, row * width);
  return { estimate, table: renewed };
}
