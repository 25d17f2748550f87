import { countFromOne, nonnegative, positive, requireOptions } from "../option.ts";
import { addScaled, norm } from "../vector.ts";
import { corrected, correction } from "./correction.ts";
import type { LinearResult, LinearSolver, LinearStart, Multiply } from "./operator.ts";
import { smallestEigenvalue } from "./smallestEigenvalue.ts";

/** Terms of a series that only a tolerance ends. */
const TERMS_MOST = 10_000;

/** Options of {@link neumann}. */
export interface NeumannOptions {
  /**
   * η: the series converges for 0 < η < 2/L, with L the largest eigenvalue of A. Default 1/L, with L
   * from a few Lanczos steps at each solve.
   */
  readonly stepSize?: number | undefined;
  /** Number of terms, the zeroth included. Default: as many as the tolerance takes, at most 10 000. */
  readonly terms?: number | undefined;
  /** Stops earlier when |b − A·x| ≤ tolerance·|b|. Default 0 (all terms) with `terms`, 1e-12 without. */
  readonly tolerance?: number | undefined;
}

/**
 * x = η Σ (I − ηA)ⁱ b, i = 0 … terms−1: the truncated Neumann series of A⁻¹b, with the factor η and the zeroth term.
 *
 *     r₀ = b,   x ← x + η·r,   r ← r − ηA·r          (r is the residual b − A·x at every step)
 *
 * The error falls by 1 − ημ a term: choose {@link conjugateGradient} unless the truncation itself is meant, or the
 * products are noisy. With a guess the series runs on its residual.
 *
 * @example
 * ```ts
 * import { neumann } from "echelon";
 *
 * const twice = (v: Float64Array, into: Float64Array) => into.set(v.map((entry) => 2 * entry));
 * // ½·(1 − (1 − 2·0.25)³)
 * neumann({ stepSize: 0.25, terms: 3 }).solve(twice, Float64Array.of(1)).x; // → [0.4375]
 * ```
 */
export function neumann(options: NeumannOptions = {}): LinearSolver {
  requireOptions("neumann", options, {
    stepSize: positive,
    terms: countFromOne,
    tolerance: nonnegative,
  });
  const { stepSize, terms = TERMS_MOST } = options;
  const tolerance = options.tolerance ?? (options.terms === undefined ? 1e-12 : 0);
  return {
    name: "neumann",
    solve: (multiply, b, start) => {
      const known = stepSize ?? inverseNorm(multiply, b.length);
      return solve(multiply, b, start, { stepSize: known, terms, tolerance });
    },
  };
}

/** 1/L, with L a little above the largest eigenvalue of A: Lanczos comes from below. */
function inverseNorm(multiply: Multiply, size: number): number {
  const { value } = smallestEigenvalue(
    (v, into) => {
      multiply(v, into);
      for (let i = 0; i < size; i++) into[i] = -into[i]!;
    },
    size,
    { accuracy: 0.05 },
  );
  return value < 0 ? 1 / (-1.05 * value) : 1;
}

function solve(
  multiply: Multiply,
  b: Float64Array,
  start: LinearStart | undefined,
  { stepSize, terms, tolerance }: Readonly<Record<"stepSize" | "terms" | "tolerance", number>>,
): LinearResult {
  const system = correction(multiply, b, start);
  const goal = tolerance * system.size;
  const d = new Float64Array(b.length);
  const r = system.rhs.slice();
  const product = new Float64Array(b.length);
  const first = norm(r);
  let size = first;
  let iterations = 0;
  while (iterations < terms && size > goal && size < Number.POSITIVE_INFINITY) {
    addScaled(stepSize, r, d);
    multiply(r, product);
    addScaled(-stepSize, product, r);
    size = norm(r);
    iterations++;
  }
  const stopped = size < first ? "max-iterations" : "stalled";
  return {
    x: corrected(system, d),
    residualNorm: size * system.scale,
    iterations,
    products: system.products + iterations,
    status: size <= goal ? "converged" : stopped,
  };
}
