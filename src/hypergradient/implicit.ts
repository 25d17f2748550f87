import type { Estimate } from "../level/estimate.ts";
import { exact } from "../level/exact.ts";
import { conjugateGradient } from "../solver/linear/conjugateGradient.ts";
import { nonnegative, requireOptions } from "../solver/option.ts";
import { aid } from "./aid.ts";

/** A total Hessian of this order takes 72 MB and about a second to factor. */
const FACTORED_MOST = 3000;

/** Adjoint systems to the last digits: the gradient is to be as good as a factorisation's. */
const tight = conjugateGradient({ tolerance: 1e-14 });

/** Options of {@link implicit}. */
export interface ImplicitOptions {
  /**
   * Levels below with more variables than this are not factored: their adjoint systems are solved
   * by conjugate gradients on Hessian-vector products, to 1e-14. Default 3000.
   */
  readonly factoredMost?: number;
}

const KINDS = { factoredMost: nonnegative };

/**
 * Exact implicit differentiation through every level below, in the nested-Lagrangian formulation:
 *
 *     ∇F = ∂f/∂x − (∂²g/∂x∂y)ᵀ ν,   (∂²g/∂y²) ν = ∂f/∂y      (two levels)
 *
 * The default, and the only method with exact total Hessians, so that Newton's method may be used at
 * any level. Cost: one Cholesky factorisation of size d_k for each level below; products alone where
 * a level is too large to factor. Choose {@link aid} to say how exact those are to be.
 *
 * @see docs/mathematics.md §1; Gu & Chen, Towards Differentiable Multilevel Optimization
 */
export function implicit(options: ImplicitOptions = {}): Estimate {
  requireOptions("implicit", options, KINDS);
  const { factoredMost = FACTORED_MOST } = options;
  const { name, order, start } = exact;
  return {
    // Not by spreading: V8 would make a hidden class for each call, and collect it at length.
    name,
    order,
    exact: true,
    start,
    at: ({ ranks }, level) => {
      for (let k = level + 1; k < ranks.length; k++)
        if (ranks[k]!.size > factoredMost) return aid({ linearSolver: tight });
      return exact;
    },
  };
}
