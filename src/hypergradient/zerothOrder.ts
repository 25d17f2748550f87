import type { Estimate, Estimator } from "../level/estimate.ts";
import type { Session } from "../level/session.ts";
import { gradientDescent } from "../solver/gradientDescent.ts";
import { countFromOne, finite, positive, requireOptions } from "../solver/option.ts";
import type { Answer } from "../solver/solver.ts";
import { normal } from "../value/random.ts";
import { valueAt } from "./finiteDifference.ts";

/** Options of {@link zerothOrder}. */
export interface ZerothOrderOptions {
  /** Number of random directions Q a gradient. Default 20. */
  readonly samples?: number;
  /** Smoothing radius μ. Default 1e-4. */
  readonly radius?: number;
  /** Seed of the directions: the same seed gives the same run. Default 1. */
  readonly seed?: number;
}

/**
 * Gaussian smoothing with antithetic pairs, from values of F alone:
 *
 *     ∇F ≈ (1/Q) Σ_j (F(x + μu_j) − F(x − μu_j)) / 2μ · u_j,   u_j ~ N(0, I)
 *
 * Bias O(μ²), variance about (d + 1)|∇F|²/Q: a baseline for what gradients are worth. 2Q solves of
 * everything below. @see Nesterov & Spokoiny 2017, (26)
 */
export function zerothOrder(options: ZerothOrderOptions = {}): Estimate {
  requireOptions("zerothOrder", options, {
    samples: countFromOne,
    radius: positive,
    seed: finite,
  });
  const { samples = 20, radius = 1e-4, seed = 1 } = options;
  return {
    name: "zerothOrder",
    order: 1,
    exact: true,
    needsValuesOnly: true,
    solver: gradientDescent,
    // Rounding of F over the width of the difference; the variance is the solver's to live with.
    noise: (value) => (8 * 2 ** -52 * Math.max(1, Math.abs(value))) / radius,
    start: (session, level) => new Smoothing(session, level, samples, radius, seed),
  };
}

class Smoothing implements Estimator {
  private readonly session: Session;
  private readonly level: number;
  private readonly samples: number;
  private readonly radius: number;
  private readonly seed: number;
  private draw: () => number;

  constructor(session: Session, level: number, samples: number, radius: number, seed: number) {
    this.session = session;
    this.level = level;
    this.samples = samples;
    this.radius = radius;
    this.seed = seed;
    this.draw = normal(seed);
  }

  *answer(order: 0 | 1 | 2): Generator<void, Answer, undefined> {
    const { session, level, samples, radius } = this;
    const value = yield* valueAt(session, level);
    if (order === 0) return { value };
    // Inner levels are visited again and again: common directions keep their responses smooth.
    if (level > 0) this.draw = normal(this.seed);
    const home = session.below(level);
    const gradient = new Float64Array(home[0]!.length);
    for (let j = 0; j < samples; j++) {
      const direction = gradient.map(() => this.draw());
      const there = yield* this.shifted(home, direction, radius);
      const back = yield* this.shifted(home, direction, -radius);
      const slope = (there - back) / (2 * radius * samples);
      for (let i = 0; i < gradient.length; i++) gradient[i]! += slope * direction[i]!;
    }
    session.restore(level, home);
    session.cost.gradients++;
    return { value, gradient };
  }

  private *shifted(home: readonly Float64Array[], direction: Float64Array, by: number) {
    this.session.restore(this.level, home);
    const x = this.session.x[this.level]!;
    for (let i = 0; i < x.length; i++) x[i]! += by * direction[i]!;
    return yield* valueAt(this.session, this.level);
  }
}
