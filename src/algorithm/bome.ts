import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { count, positive, requireOptions } from "../solver/option.ts";
import { dot, norm } from "../solver/vector.ts";
import { descend } from "./descend.ts";
import { bilevelAlgorithm } from "./method.ts";

/** Options of {@link bome}. */
export interface BomeOptions {
  /** T: gradient steps from y towards argmin g. Default 10. */
  readonly innerSteps?: number;
  /** α of them. */
  readonly innerStepSize: number;
  /** ξ: step of x and y together. */
  readonly stepSize: number;
  /** η: how fast the value gap must fall, φ = η|∇q̂|². Default 1/2. */
  readonly barrier?: number;
}

/**
 * BOME: bilevel optimization made easy. x and y descend f together while the value gap
 * q(x, y) = g(x, y) − min_y g is made to fall, by gradients alone:
 *
 *     ŷ = T steps of y − α ∇_y g,   q̂ = g(x, y) − g(x, ŷ) with ŷ held fixed
 *     λ = max(0, (φ − ⟨∇f, ∇q̂⟩)/|∇q̂|²),   (x, y) ← (x, y) − ξ (∇f + λ ∇q̂),   φ = η |∇q̂|²
 *
 * Needs no strong convexity, only the Polyak–Łojasiewicz inequality. The gap vanishes slowly: y is
 * feasible only in the limit.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels
 * @see Liu, Ye, Wright, Stone & Liu 2022, BOME! Bilevel Optimization Made Easy: A Simple
 *   First-Order Approach, arXiv 2209.08709
 */
export function bome(options: BomeOptions): Algorithm {
  requireOptions(
    "bome",
    options,
    { innerSteps: count, innerStepSize: positive, stepSize: positive, barrier: positive },
    ["innerStepSize", "stepSize"],
  );
  const { innerSteps = 10, innerStepSize, stepSize, barrier = 0.5 } = options;
  return bilevelAlgorithm<AlgorithmState>("BOME", (problem) => ({
    init: () => ({
      iteration: 0,
      x: problem.start.x.slice(),
      y: problem.start.y.slice(),
      gradientNorm: Number.NaN,
    }),
    step: ({ iteration, x, y }) => {
      const best = descend(problem, x, y, { steps: innerSteps, stepSize: innerStepSize });
      const f = problem.outer(x, y);
      const gapY = problem.inner(x, y).gradient;
      const [at, below] = [problem.innerByOuter(x, y), problem.innerByOuter(x, best)];
      const gapX = at.map((entry, i) => entry - below[i]!);
      const squares = dot(gapX, gapX) + dot(gapY, gapY);
      const aligned = dot(f.x, gapX) + dot(f.y, gapY);
      const weight = squares > 0 ? Math.max(0, barrier - aligned / squares) : 0;
      const [dx, dy] = [
        f.x.map((entry, i) => entry + weight * gapX[i]!),
        f.y.map((entry, i) => entry + weight * gapY[i]!),
      ];
      return {
        iteration: iteration + 1,
        x: x.map((entry, i) => entry - stepSize * dx[i]!),
        y: y.map((entry, i) => entry - stepSize * dy[i]!),
        gradientNorm: Math.hypot(norm(dx), norm(dy)),
      };
    },
  }));
}
