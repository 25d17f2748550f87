import { fail } from "../error/fail.ts";
import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { count, countFromOne, positive, requireOptions } from "../solver/option.ts";
import { norm } from "../solver/vector.ts";
import type { Bilevel } from "./bilevel.ts";
import { bilevelAlgorithm } from "./method.ts";
import type { Prox } from "./prox.ts";
import { proxKind } from "./prox.ts";

/** Options of {@link trafficEquilibrium}. */
export interface TrafficEquilibriumOptions {
  /** Numbers that share a simplex, one group after the other in y: the last axis of the shares. */
  readonly groupSize: number;
  /** D: multiplicative updates an outer step. Default 40. */
  readonly innerSteps?: number;
  /** α of them. Default 0.5. */
  readonly innerStepSize?: number;
  /** β: outer step size. Default 0.25. */
  readonly stepSize?: number;
  /** The set x is projected onto: box(0, 25), or none. */
  readonly feasible?: Prox;
}

/** State of {@link trafficEquilibrium}. */
export interface TrafficEquilibriumState extends AlgorithmState {
  /** f where the last step began, with the inner level's answer there. */
  readonly value: number;
}

/**
 * Mirror descent on simplices with the Jacobian carried forward, and projected gradient steps outside.
 *
 *     h⁺ = h ∘ exp(−α ∇_h g)/norm        on each simplex
 *     R⁺ = B [(diag(1/h) − α ∇²_hh g) R − α ∇²_hx g],   B = blockdiag(diag(h⁺) − h⁺ h⁺ᵀ)
 *     x ← Proj(x − β (∇_x f + Rᵀ ∇_h f))
 *
 * h is kept between outer steps, R starts again at 0. A step costs as many Hessian columns as x has
 * numbers, in one program: for few outer and many inner variables. Choose {@link itdBio} for many outer
 * variables without simplices.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense, or shares that start at 0 or do not divide
 *   into groups; ERR_LEVELS  other than two levels
 * @see Goyal & Lamperski 2023, An algorithm for bilevel optimization with traffic equilibrium constraints:
 *   convergence rate analysis, arXiv 2306.14235
 */
export function trafficEquilibrium(
  options: TrafficEquilibriumOptions,
): Algorithm<TrafficEquilibriumState> {
  requireOptions(
    "trafficEquilibrium",
    options,
    {
      groupSize: countFromOne,
      innerSteps: count,
      innerStepSize: positive,
      stepSize: positive,
      feasible: proxKind,
    },
    ["groupSize"],
  );
  const { groupSize, stepSize = 0.25, feasible } = options;
  return bilevelAlgorithm<TrafficEquilibriumState>("mirror descent", (problem) => {
    const { start } = problem;
    if (start.y.length % groupSize !== 0 || start.y.some((entry) => !(entry > 0)))
      fail("ERR_OPTION", {
        operation: "trafficEquilibrium",
        option: "groupSize",
        given: groupSize,
        expected: `a divisor of ${start.y.length}, with shares that start positive`,
      });
    return {
      init: () => ({
        iteration: 0,
        x: start.x.slice(),
        y: start.y.slice(),
        value: Number.NaN,
        gradientNorm: Number.NaN,
      }),
      step: ({ iteration, x, y: last }) => {
        const { shares, jacobian } = descend(problem, x, last, options);
        const f = problem.outer(x, shares);
        const gradient = f.x;
        const width = x.length;
        for (let i = 0; i < shares.length; i++)
          for (let j = 0; j < width; j++) gradient[j]! += jacobian[i * width + j]! * f.y[i]!;
        const moved = x.map((entry, i) => entry - stepSize * gradient[i]!);
        const next = feasible ? feasible.map(moved, stepSize) : moved;
        const gradientNorm = norm(x.map((entry, i) => (entry - next[i]!) / stepSize));
        const { value } = f;
        return { iteration: iteration + 1, x: next, y: shares, value, gradientNorm };
      },
    };
  });
}

function descend(
  problem: Bilevel,
  x: Float64Array,
  start: Float64Array,
  { groupSize, innerSteps = 40, innerStepSize = 0.5 }: TrafficEquilibriumOptions,
): { shares: Float64Array; jacobian: Float64Array } {
  const width = x.length;
  let h = start;
  let R = new Float64Array(h.length * width);
  for (let t = 0; t < innerSteps; t++) {
    const { gradient, moved: slope } = problem.forward(x, h, R);
    const before = h;
    h = multiplied(before, gradient, groupSize, innerStepSize);
    const moved = new Float64Array(R.length);
    for (let i = 0; i < h.length; i++)
      for (let j = 0; j < width; j++) {
        const at = i * width + j;
        moved[at] = R[at]! / before[i]! - innerStepSize * slope[at]!;
      }
    R = centred(moved, h, groupSize, width);
  }
  return { shares: h.slice(), jacobian: R };
}

/** A share that falls below stays here: at 0 it could never return, and 1/h and log h would be infinite. */
const SHARE_LEAST = 1e-300;

/** h ∘ exp(−α∇)/norm in each group, shifted so that nothing overflows. */
function multiplied(
  h: Float64Array,
  gradient: Float64Array,
  groupSize: number,
  stepSize: number,
): Float64Array {
  const next = new Float64Array(h.length);
  for (let from = 0; from < h.length; from += groupSize) {
    let least = Number.POSITIVE_INFINITY;
    for (let i = from; i < from + groupSize; i++) least = Math.min(least, gradient[i]!);
    let total = 0;
    for (let i = from; i < from + groupSize; i++) {
      next[i] = h[i]! * Math.exp(-stepSize * (gradient[i]! - least));
      total += next[i]!;
    }
    for (let i = from; i < from + groupSize; i++) next[i] = Math.max(next[i]! / total, SHARE_LEAST);
  }
  return next;
}

/** (diag(h) − h hᵀ) M in each group. */
function centred(
  M: Float64Array,
  h: Float64Array,
  groupSize: number,
  width: number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(M.length);
  for (let from = 0; from < h.length; from += groupSize)
    for (let j = 0; j < width; j++) {
      let mean = 0;
      for (let i = from; i < from + groupSize; i++) mean += h[i]! * M[i * width + j]!;
      for (let i = from; i < from + groupSize; i++)
        result[i * width + j] = h[i]! * (M[i * width + j]! - mean);
    }
  return result;
}
