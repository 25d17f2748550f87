import { abs, type Expression, less, where } from "echelon";

/** The kink of |t| is rounded off inside [−μ, μ]. */
const smoothing = 0.25;

/** Σ|t|, smoothed: −t⁴/(8μ³) + 3t²/(4μ) + 3μ/8 inside [−μ, μ]. */
export function smoothedNorm(t: Expression): Expression {
  const square = t.square();
  const inside = square
    .square()
    .mul(-1 / (8 * smoothing ** 3))
    .add(square.mul(3 / (4 * smoothing)))
    .add((3 * smoothing) / 8);
  return where(less(abs(t), smoothing), inside, abs(t)).sum();
}
