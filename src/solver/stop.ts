import { nonnegative, requireKind } from "./option.ts";

/**
 * How an iteration ended.
 *
 * * `"converged"`: the gradient is below the tolerance, or below the rounding errors it is made of.
 * * `"max-iterations"`: the limit was reached first.
 * * `"stalled"`: no step lowers the objective although the gradient says one should.
 * * `"aborted"`: the caller stopped it; the point is the last finished iterate.
 */
export type Status = "converged" | "max-iterations" | "stalled" | "aborted";

/** When to stop; every field has a default, the iteration limit one of the solver's. */
export interface Rules {
  /** Converged when the Euclidean norm of the gradient is at most this. Default 1e-10. */
  readonly tolerance?: number | undefined;
  /**
   * A gradient may be small because the objective's unit is. The step left, as the curvature estimates it, must then be
   * at most this part of max(1, |x|). Default: any.
   */
  readonly stepTolerance?: number | undefined;
  /** Or promise at most this part of |f|. Default 0. */
  readonly decreaseTolerance?: number | undefined;
  /** About the diagonal of the Hessian; methods that start from a guess of the Hessian start from it. */
  readonly diagonal?: Float64Array | undefined;
  /** Most iterations, that is accepted steps. */
  readonly maxIterations?: number | undefined;
  /**
   * Error of the gradient the caller knows of, in the Euclidean norm: an inner problem that was solved inexactly.
   * A gradient below it counts as zero when it cannot be lowered. Default 0.
   */
  readonly noise?: number | undefined;
}

/** {@link Rules} with their defaults filled in. */
export interface Limits {
  readonly tolerance: number;
  readonly stepTolerance: number;
  readonly decreaseTolerance: number;
  readonly maxIterations: number;
  readonly noise: number;
}

/** Fills in the defaults. @throws ERR_OPTION  a limit is negative or NaN */
export function limits(rules: Rules, most: number): Limits {
  const { tolerance = 1e-10, maxIterations = most, noise = 0 } = rules;
  const { stepTolerance = Number.POSITIVE_INFINITY, decreaseTolerance = 0 } = rules;
  requireKind(undefined, "tolerance", tolerance, nonnegative);
  requireKind(undefined, "maxIterations", maxIterations, nonnegative);
  requireKind(undefined, "noise", noise, nonnegative);
  return { tolerance, stepTolerance, decreaseTolerance, maxIterations, noise };
}

/** What is known when an iteration is over. */
export interface Progress {
  readonly gradientNorm: number;
  readonly iteration: number;
  /** Did the last step lower the objective or, within its rounding errors, the gradient? */
  readonly improved: boolean;
  /** {@link gradientFloor} here. */
  readonly floor: number;
  /** A negative eigenvalue is known: a vanishing gradient means nothing. */
  readonly indefinite?: boolean;
  /** The step left is not small: see {@link isOpen}. */
  readonly open?: boolean;
}

/** Whether a step of this length, which promises this decrease, is too much to be left. */
export function isOpen(
  step: number,
  decrease: number,
  { length, value }: { readonly length: number; readonly value: number },
  { stepTolerance, decreaseTolerance }: Limits,
): boolean {
  return (
    step > stepTolerance * Math.max(1, length) && decrease > decreaseTolerance * Math.abs(value)
  );
}

/** The one place where numbers become a {@link Status}; undefined means: keep going. */
export function status(progress: Progress, rules: Limits): Status | undefined {
  const { gradientNorm, iteration, improved, floor, indefinite = false, open = false } = progress;
  const { tolerance, noise } = rules;
  if (gradientNorm <= tolerance && !indefinite && !open) return "converged";
  if (!improved) {
    const isZero = gradientNorm <= Math.max(tolerance, floor, noise) && !indefinite;
    return isZero ? "converged" : "stalled";
  }
  if (iteration >= rules.maxIterations) return "max-iterations";
  return undefined;
}

/** Rounding errors that may add up in a sum over n variables, of `rounding` each: 2⁻⁵² in double precision. */
export function roundings(size: number, rounding: number = Number.EPSILON): number {
  return 16 * Math.sqrt(size) * rounding;
}

/** The sizes a gradient is made of. */
export interface Scale {
  /** Number of variables. */
  readonly size: number;
  /** Largest gradient norm met so far. */
  readonly steepest: number;
  /** Norm of the Hessian, or an estimate of it. */
  readonly curvature: number;
  /** Euclidean norm of x. */
  readonly length: number;
  readonly value: number;
  /** Relative rounding error of values and gradients; 2⁻⁵² if not given. */
  readonly rounding?: number;
}

/**
 * Below this a gradient norm is rounding error: γ·(max|∇f| + |H||x| + √(|H||f|)), γ = 16√n·2⁻⁵².
 * The middle term is the gradient that moving x by one rounding makes; the last is |Xᵀ||r| for ½|Xw − y|², the size
 * of the numbers that cancel in Xᵀr.
 */
export function gradientFloor(scale: Scale): number {
  const { size, steepest, curvature, length, value, rounding } = scale;
  const made = steepest + curvature * length + Math.sqrt(curvature) * Math.sqrt(Math.abs(value));
  return roundings(size, rounding) * made;
}
