import { fail } from "../error/fail.ts";
import type { Algorithm } from "../solve/algorithm.ts";
import { count, countFromOne, finite, list, positive, requireOptions } from "../solver/option.ts";
import { dot, move, norm } from "../solver/vector.ts";
import { denseSolve } from "./denseSolve.ts";
import { descend } from "./descend.ts";
import { bilevelAlgorithm } from "./method.ts";
import type { SingleLoopState } from "./soba.ts";
import { randomAt, type Stream } from "./stream.ts";

/** Options of {@link nystrom}. */
export interface NystromOptions {
  /** Where the minibatches of f and g come from; without streams only the columns are random. */
  readonly streams?: readonly Stream[];
  /** Seed of all draws. Default 1. */
  readonly seed?: number;
  /** k: columns of the Hessian that stand for all. */
  readonly rank: number;
  /** ρ: ridge that makes the low-rank matrix invertible; a bias. Default 0.01. */
  readonly ridge?: number;
  /** D: inner gradient steps an outer step. Default 10. */
  readonly innerSteps?: number;
  /** α of them. */
  readonly innerStepSize: number;
  /** β: outer step size. */
  readonly stepSize: number;
}

/**
 * Nyström implicit gradients: the inverse Hessian is that of a low-rank matrix plus a ridge, made of k
 * columns drawn at random, and applied in closed form:
 *
 *     H ≈ C W⁻¹ Cᵀ,   C = H[:, K],   W = H[K, K]
 *     (C W⁻¹ Cᵀ + ρI)⁻¹ b = b/ρ − C (W + CᵀC/ρ)⁻¹ Cᵀ b/ρ²
 *
 * k Hessian-vector products, no iteration, no step size; exact up to ρ where H has rank ≤ k. For
 * overparametrised inner problems, whose Hessians have few large eigenvalues.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense, or a rank beyond the inner variables;
 *   ERR_LEVELS  other than two levels
 * @see Hataya & Yamada 2023, Nyström Method for Accurate and Scalable Implicit Differentiation,
 *   arXiv 2302.09726
 */
export function nystrom(options: NystromOptions): Algorithm<SingleLoopState> {
  requireOptions(
    "nystrom",
    options,
    {
      streams: list,
      seed: finite,
      rank: countFromOne,
      ridge: positive,
      innerSteps: count,
      innerStepSize: positive,
      stepSize: positive,
    },
    ["rank", "innerStepSize", "stepSize"],
  );
  const { streams = [], seed = 1, rank, ridge = 0.01 } = options;
  const { innerSteps = 10, innerStepSize, stepSize } = options;
  return bilevelAlgorithm<SingleLoopState>(
    "Nyström",
    (problem) => {
      const size = problem.start.y.length;
      if (!(Number.isInteger(rank) && rank >= 1 && rank <= size))
        fail("ERR_OPTION", {
          operation: "nystrom",
          option: "rank",
          given: rank,
          expected: `a whole number from 1 to ${size}`,
        });
      return {
        init: () => ({
          iteration: 0,
          x: problem.start.x.slice(),
          y: problem.start.y.slice(),
          adjoint: new Float64Array(size),
          seed,
          gradientNorm: Number.NaN,
        }),
        step: ({ iteration, x, y: last, seed: own }) => {
          const random = randomAt(own, iteration);
          const inner = { steps: innerSteps, stepSize: innerStepSize };
          const y = descend(problem, x, last, inner, random);
          problem.draw(random);
          const f = problem.outer(x, y);
          const columns = someOf(size, rank, random);
          const hessian = columns.map((column) => {
            const unit = new Float64Array(size);
            unit[column] = 1;
            return problem.hessian(x, y, unit);
          });
          const adjoint = nystromSolve(columns, hessian, f.y, ridge);
          move(f.x, -1, problem.cross(x, y, adjoint), f.x);
          const next = x.map((entry, i) => entry - stepSize * f.x[i]!);
          const gradientNorm = norm(f.x);
          return { iteration: iteration + 1, x: next, y, adjoint, seed: own, gradientNorm };
        },
      };
    },
    streams,
  );
}

/** (C W⁻¹ Cᵀ + ρI)⁻¹ b from columns of H and their numbers. */
export function nystromSolve(
  columns: readonly number[],
  hessian: readonly Float64Array[],
  b: Float64Array,
  ridge: number,
): Float64Array {
  const k = columns.length;
  const core = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++)
      core[i * k + j] = hessian[j]![columns[i]!]! + dot(hessian[i]!, hessian[j]!) / ridge;
  const projected = Float64Array.from(hessian, (column) => dot(column, b));
  const inside = denseSolve(core, projected);
  return b.map((entry, i) => {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += hessian[j]![i]! * inside[j]!;
    return entry / ridge - sum / ridge ** 2;
  });
}

/** k different numbers below n, in the order drawn. */
function someOf(n: number, k: number, random: () => number): number[] {
  const all = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < k; i++) {
    const j = i + Math.floor(random() * (n - i));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.slice(0, k);
}
