import { uniform } from "../expression/contract.ts";
import { add, square, sub } from "../expression/function/elementwise.ts";
import { dot, sum } from "../expression/function/reduction.ts";
import { variable } from "../expression/lift.ts";
import type { Expression } from "../expression/node.ts";
import { concat, gather, slice } from "../expression/structural.ts";
import { scale } from "../expression/view.ts";
import { type Level, minimize } from "../level/level.ts";
import { countFromOne, finite, nonnegative, positive, requireOptions } from "../solver/option.ts";

/** Options of {@link worstCaseChain}. */
export interface WorstCaseChainOptions {
  /** d: variables of either level. Default 400. */
  readonly size?: number;
  /** β: the inner smoothness comes from βZ². Default 1/4. */
  readonly beta?: number;
  /** L: coupling of the levels. Default 2. */
  readonly coupling?: number;
  /** μ_x: outer ridge. Default 1e-2. */
  readonly outerConvexity?: number;
  /** μ_y: inner ridge. Default 1e-1. */
  readonly innerConvexity?: number;
}

/** The instance, with what is known of it. */
export interface WorstCaseChain {
  readonly x: Expression;
  readonly y: Expression;
  readonly levels: readonly [Level, Level];
  /** q: x*_i decays like qⁱ as the size grows. */
  readonly decay: number;
  /** Bounds [μ, L] of the eigenvalues of ∇²_y g, and of ∇²Φ. */
  readonly inner: readonly [number, number];
  readonly outer: readonly [number, number];
}

/**
 * The instance behind the lower bound for strongly convex bilevel optimization: information travels
 * one coordinate an oracle call, and x* decays too slowly for that.
 *
 *     g = ½ yᵀBy − (L/2) xᵀZy + bᵀy,   f = ½ μ_x |x|² + ½ |y|²,   B = βZ² + μ_y I,   (L/2) Z b = e₁
 *     (μ_x B² + (L²/4) Z²) x* = e₁,    x*_i ~ qⁱ,   1 − q ≈ 2 μ_y √μ_x / L
 *
 * Z has ones on the anti-diagonal and −1 next to it; Z² = tridiag(−1, 2, −1) but for its first entry,
 * 1. No matrix is formed: a product costs O(d).
 *
 * @see Ji & Liang 2023, Lower Bounds and Accelerated Algorithms for Bilevel Optimization,
 *   arXiv 2102.03926
 */
export function worstCaseChain(options: WorstCaseChainOptions = {}): WorstCaseChain {
  requireOptions("worstCaseChain", options, {
    size: countFromOne,
    beta: nonnegative,
    coupling: finite,
    outerConvexity: nonnegative,
    innerConvexity: positive,
  });
  const {
    size = 400,
    beta = 0.25,
    coupling = 2,
    outerConvexity = 1e-2,
    innerConvexity = 1e-1,
  } = options;
  const x = variable("x", new Float64Array(size));
  const y = variable("y", new Float64Array(size));
  const quadratic = add(
    scale(sum(square(reflected(y))), beta / 2),
    scale(sum(square(y)), innerConvexity / 2),
  );
  const coupled = scale(dot(x, reflected(y)), coupling / 2);
  const inner = add(sub(quadratic, coupled), scale(sum(y), 2 / coupling));
  const outer = add(scale(sum(square(x)), outerConvexity / 2), scale(sum(square(y)), 1 / 2));
  // λ ∈ (0, 4) runs over the eigenvalues of Z²; Φ has μ_x + (L²/4) λ / (βλ + μ_y)² there.
  const curvature = (lambda: number) =>
    outerConvexity + (coupling ** 2 / 4) * (lambda / (beta * lambda + innerConvexity) ** 2);
  const peak = Math.min(4, innerConvexity / beta);
  return {
    x,
    y,
    levels: [minimize(x, outer, { name: "outer" }), minimize(y, inner, { name: "chain" })],
    decay: decayOf(beta, coupling, outerConvexity, innerConvexity),
    inner: [innerConvexity, 4 * beta + innerConvexity],
    outer: [outerConvexity, curvature(peak)],
  };
}

/** Z y: (Zy)_i = y_{d−1−i} − y_{d−i}. */
function reflected(y: Expression): Expression {
  const count = y.shape[0]!;
  const reversed = gather(
    y,
    Array.from({ length: count }, (_, i) => count - 1 - i),
    0,
  );
  return sub(reversed, concat([uniform(0, [1]), slice(reversed, [0], [count - 1], [1])], 0));
}

/** q < 1 with t = 2 − q − 1/q the root of μ_x (βt + μ_y)² + (L²/4) t that is closer to 0. */
function decayOf(beta: number, coupling: number, muX: number, muY: number): number {
  const a = muX * beta ** 2;
  const b = 2 * muX * beta * muY + coupling ** 2 / 4;
  const c = muX * muY ** 2;
  const t = (-2 * c) / (b + Math.sqrt(b * b - 4 * a * c));
  const half = 1 - t / 2;
  return half - Math.sqrt(half * half - 1);
}
