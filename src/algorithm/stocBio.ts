import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { count, countFromOne, finite, list, positive, requireOptions } from "../solver/option.ts";
import { addScaled, move, norm } from "../solver/vector.ts";
import type { Bilevel } from "./bilevel.ts";
import { descend } from "./descend.ts";
import { bilevelAlgorithm } from "./method.ts";
import { randomAt, type Stream } from "./stream.ts";

/** Options of {@link stocBio}. */
export interface StocBioOptions {
  /** Where the minibatches of f and g come from; without streams the method is deterministic. */
  readonly streams?: readonly Stream[];
  /** Seed of all draws. Default 1. */
  readonly seed?: number;
  /** D: inner SGD steps an outer step. Default 10. */
  readonly innerSteps?: number;
  /** α of them. */
  readonly innerStepSize: number;
  /** Q: Hessian-vector products of the Neumann series. Default 3. */
  readonly terms?: number;
  /** η ≤ 1/L of the series. */
  readonly seriesStepSize: number;
  /**
   * Minibatches averaged in each of the Q products, first to last; the paper has BQ(1−ημ)^{j−1},
   * counted from the last. Default: one each.
   */
  readonly seriesBatches?: readonly number[];
  /** β: outer step size. */
  readonly stepSize: number;
}

/** State of {@link stocBio}. */
export interface StocBioState extends AlgorithmState {
  readonly seed: number;
  /** v ≈ (∇²_y g)⁻¹ ∇_y f at the last step. */
  readonly adjoint: Float64Array;
}

/**
 * stocBiO: stochastic bilevel optimization with Hessian-vector products only.
 *
 *     y ← D steps of SGD on g, warm-started
 *     r₀ = ∇_y F(B_F),   r_{i+1} = r_i − η ∇²_y G(B_i) r_i,   v = η Σ_{i=0…Q} r_i
 *     x ← x − β (∇_x F(B_F) − ∇_x∇_y G(B_G) v)
 *
 * Bias of v at most M(1−ημ)^{Q+1}/μ; sample complexity O(κ⁵/ε²) in f. The series keeps its zeroth term
 * and its factor η: released code without them converges to H⁻¹g/η − g. Choose {@link soba} where one
 * loop is enough, {@link aidBio} where the data fit in one batch.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels
 * @see Ji, Yang & Liang 2021, Bilevel Optimization: Convergence Analysis and Enhanced Design,
 *   arXiv 2010.07962
 */
export function stocBio(options: StocBioOptions): Algorithm<StocBioState> {
  requireOptions(
    "stocBio",
    options,
    {
      streams: list,
      seed: finite,
      innerSteps: count,
      innerStepSize: positive,
      terms: count,
      seriesStepSize: positive,
      seriesBatches: [
        "whole numbers ≥ 1",
        (given) => Array.isArray(given) && given.every(countFromOne[1]),
      ],
      stepSize: positive,
    },
    ["innerStepSize", "seriesStepSize", "stepSize"],
  );
  const { streams = [], seed = 1, innerSteps = 10, terms = 3, stepSize } = options;
  const { innerStepSize, seriesStepSize, seriesBatches = [] } = options;
  const define = (problem: Bilevel) => ({
    init: (): StocBioState => ({
      iteration: 0,
      x: problem.start.x.slice(),
      y: problem.start.y.slice(),
      seed,
      adjoint: new Float64Array(problem.start.y.length),
      gradientNorm: Number.NaN,
    }),
    step: ({ iteration, x, y: last, seed: own }: StocBioState): StocBioState => {
      const random = randomAt(own, iteration);
      const inner = { steps: innerSteps, stepSize: innerStepSize };
      const y = descend(problem, x, last, inner, random);
      problem.draw(random);
      const f = problem.outer(x, y);
      const product = (v: Float64Array, i: number) =>
        averagedProduct(problem, x, y, v, seriesBatches[i] ?? 1, random);
      const adjoint = neumannSeries(product, f.y, terms, seriesStepSize);
      problem.draw(random);
      move(f.x, -1, problem.cross(x, y, adjoint), f.x);
      const next = new Float64Array(x.length);
      move(x, -stepSize, f.x, next);
      const gradientNorm = norm(f.x);
      return { iteration: iteration + 1, x: next, y, seed: own, adjoint, gradientNorm };
    },
  });
  return bilevelAlgorithm("stocBiO", define, streams);
}

/** η Σ_{i=0…Q} r_i with r_{i+1} = r_i − η A_i r_i; `product(v, i)` is A_i v. */
export function neumannSeries(
  product: (v: Float64Array, i: number) => Float64Array,
  b: Float64Array,
  terms: number,
  stepSize: number,
): Float64Array {
  const r = b.slice();
  const v = new Float64Array(b.length);
  addScaled(stepSize, r, v);
  for (let i = 0; i < terms; i++) {
    addScaled(-stepSize, product(r, i), r);
    addScaled(stepSize, r, v);
  }
  return v;
}

function averagedProduct(
  problem: Bilevel,
  x: Float64Array,
  y: Float64Array,
  v: Float64Array,
  batches: number,
  random: () => number,
): Float64Array {
  const total = new Float64Array(v.length);
  for (let b = 0; b < batches; b++) {
    problem.draw(random);
    addScaled(1 / batches, problem.hessian(x, y, v), total);
  }
  return total;
}
