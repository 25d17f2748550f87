import { callable, count, nonnegative, requireOptions } from "../option.ts";
import { addScaled, dot, norm } from "../vector.ts";
import { corrected, correction, residual } from "./correction.ts";
import type { LinearResult, LinearSolver, LinearStart, Multiply } from "./operator.ts";

/** Options of {@link conjugateGradient}. */
export interface ConjugateGradientOptions {
  /** Converged when |b − A·x| ≤ tolerance·|b|. Default 1e-12. */
  readonly tolerance?: number | undefined;
  /** Default: 10·n. */
  readonly maxIterations?: number | undefined;
  /** into ≈ A⁻¹·v, symmetric and positive definite; see {@link diagonalPreconditioner}. */
  readonly preconditioner?: Multiply | undefined;
}

const KINDS = { tolerance: nonnegative, maxIterations: count, preconditioner: callable };

/**
 * Preconditioned conjugate gradients for a symmetric positive definite A; exact after n steps in exact arithmetic.
 *
 * The error falls by (√κ−1)/(√κ+1) a step in the norm of A. The residual reported is b − A·x itself; where rounding has
 * let the recurrence run ahead of it, the iteration goes on from the true one. A direction with pᵀA·p < 0 stops it:
 * A is not the Hessian of a minimum, choose {@link minres} where that is meant.
 *
 * @see Golub & Van Loan 2013, Algorithm 11.5.1; Hestenes & Stiefel 1952
 *
 * @example
 * ```ts
 * import { conjugateGradient } from "echelon";
 *
 * const multiply = (v: Float64Array, into: Float64Array) => {
 *   into[0] = 4 * v[0]! + v[1]!;
 *   into[1] = v[0]! + 3 * v[1]!;
 * };
 * const { x, iterations } = conjugateGradient().solve(multiply, Float64Array.of(6, 7));
 * x; // → [1, 2]
 * iterations; // → 2
 * ```
 */
export function conjugateGradient(options: ConjugateGradientOptions = {}): LinearSolver {
  requireOptions("conjugateGradient", options, KINDS);
  const { tolerance = 1e-12, maxIterations, preconditioner } = options;
  return {
    name: "conjugateGradient",
    solve: (multiply, b, start) =>
      solve(multiply, b, start, {
        tolerance,
        maxIterations: maxIterations ?? 10 * b.length,
        preconditioner: preconditioner ?? start?.preconditioner,
      }),
  };
}

interface Filled {
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly preconditioner: Multiply | undefined;
}

/** The correction d so far, its recurred residual r and the last direction p. */
interface State {
  readonly d: Float64Array;
  readonly r: Float64Array;
  readonly preconditioned: Float64Array;
  readonly p: Float64Array;
  readonly product: Float64Array;
  iterations: number;
  /** pᵀA·p of a direction without positive curvature; positive otherwise. */
  breakdown: number;
}

function solve(
  multiply: Multiply,
  b: Float64Array,
  start: LinearStart | undefined,
  options: Filled,
): LinearResult {
  const system = correction(multiply, b, start);
  const goal = options.tolerance * system.size;
  const { length } = b;
  const state: State = {
    d: new Float64Array(length),
    r: system.rhs.slice(),
    preconditioned: new Float64Array(length),
    p: new Float64Array(length),
    product: new Float64Array(length),
    iterations: 0,
    breakdown: 1,
  };
  let extra = 0;
  let size = norm(state.r);
  let goesOn = true;
  // One sweep, and another from the true residual as long as that halves it.
  while (size > goal && goesOn && state.iterations < options.maxIterations) {
    sweep(multiply, state, options, goal);
    residual(multiply, system, state.d, state.r);
    extra++;
    const next = norm(state.r);
    goesOn = next <= 0.5 * size && state.breakdown > 0;
    size = next;
  }
  const isAtLimit = state.iterations >= options.maxIterations && state.breakdown > 0;
  const stopped = isAtLimit ? "max-iterations" : "stalled";
  return {
    x: corrected(system, state.d),
    residualNorm: size * system.scale,
    iterations: state.iterations,
    products: system.products + state.iterations + extra,
    status: size <= goal ? "converged" : stopped,
    ...(state.breakdown < 0 ? { negativeCurvature: true } : {}),
  };
}

/** Conjugate gradients from the residual in the state, until the recurred residual reaches the goal. */
function sweep(multiply: Multiply, state: State, options: Filled, goal: number): void {
  const { d, r, p, product, preconditioned } = state;
  const { preconditioner } = options;
  const precondition = () => {
    if (preconditioner) preconditioner(r, preconditioned);
    else preconditioned.set(r);
  };
  precondition();
  p.set(preconditioned);
  let energy = dot(r, preconditioned);
  while (state.iterations < options.maxIterations) {
    multiply(p, product);
    state.iterations++;
    const curvature = dot(p, product);
    const noise = p.length * Number.EPSILON * norm(p) * norm(product);
    if (!(curvature > noise)) {
      state.breakdown = curvature < -noise ? curvature : 0;
      return;
    }
    const alpha = energy / curvature;
    addScaled(alpha, p, d);
    addScaled(-alpha, product, r);
    if (norm(r) <= goal) return;
    precondition();
    // The residual of this step, not of the last: with the old one the directions are not conjugate.
    const next = dot(r, preconditioned);
    const beta = next / energy;
    energy = next;
    for (let i = 0; i < p.length; i++) p[i] = preconditioned[i]! + beta * p[i]!;
  }
}
