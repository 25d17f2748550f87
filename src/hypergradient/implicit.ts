import type { Estimate } from "../level/estimate.ts";
import { exact } from "../level/exact.ts";

/**
 * Exact implicit differentiation through every level below, in the nested-Lagrangian formulation:
 *
 *     ∇F = ∂f/∂x − (∂²g/∂x∂y)ᵀ ν,   (∂²g/∂y²) ν = ∂f/∂y      (two levels)
 *
 * The default, and the only method with exact total Hessians, so that Newton's method may be used at
 * any level. Cost: one Cholesky factorisation of size d_k for each level below. Choose {@link aid}
 * when a level is too large to factor.
 *
 * @see docs/mathematics.md §1; Gu & Chen, Towards Differentiable Multilevel Optimization
 */
export function implicit(): Estimate {
  return exact;
}
