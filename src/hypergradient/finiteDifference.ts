import type { Estimate, Estimator } from "../level/estimate.ts";
import { respond } from "../level/respond.ts";
import type { Session } from "../level/session.ts";
import { oneOf, positive, requireOptions } from "../solver/option.ts";
import type { Answer } from "../solver/solver.ts";

/** Options of {@link finiteDifference}. */
export interface FiniteDifferenceOptions {
  /** "central" (error h²) or "forward" (error h, half the cost). Default "central". */
  readonly scheme?: "central" | "forward";
  /** Relative step: h = step · max(1, |x_i|). Default ∛ε ≈ 6.1e-6 central, √ε ≈ 1.5e-8 forward. */
  readonly step?: number;
}

/**
 * Differences of F itself, every lower level solved anew for each coordinate:
 *
 *     ∂F/∂x_i ≈ (F(x + h e_i) − F(x − h e_i)) / 2h
 *
 * Levels in the middle are solved with implicit() unless they name a method. A baseline and a
 * check: 2d solves of everything below, about 10 digits at best.
 */
export function finiteDifference(options: FiniteDifferenceOptions = {}): Estimate {
  requireOptions("finiteDifference", options, {
    scheme: oneOf("central", "forward"),
    step: positive,
  });
  const { scheme = "central" } = options;
  // ε^(1/3) as digits: engines differ in the last bit of a root.
  const step = options.step ?? (scheme === "central" ? 6.055454452393343e-6 : 2 ** -26);
  return {
    name: "finiteDifference",
    order: 1,
    exact: true,
    needsValuesOnly: true,
    // Rounding of F over the width of the difference; the truncation error is of the same size.
    noise: (value) => (8 * 2 ** -52 * Math.max(1, Math.abs(value))) / step,
    start: (session, level) => new Differences(session, level, scheme === "central", step),
  };
}

class Differences implements Estimator {
  private readonly session: Session;
  private readonly level: number;
  private readonly central: boolean;
  private readonly step: number;

  constructor(session: Session, level: number, central: boolean, step: number) {
    this.session = session;
    this.level = level;
    this.central = central;
    this.step = step;
  }

  *answer(order: 0 | 1 | 2): Generator<void, Answer, undefined> {
    const value = yield* valueAt(this.session, this.level);
    if (order === 0) return { value };
    const x = this.session.x[this.level]!;
    const home = this.session.below(this.level);
    const gradient = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) {
      const h = this.step * Math.max(1, Math.abs(home[0]![i]!));
      const there = yield* this.shifted(home, i, h);
      const back = this.central ? yield* this.shifted(home, i, -h) : value;
      gradient[i] = (there - back) / (this.central ? 2 * h : h);
    }
    this.session.restore(this.level, home);
    this.session.cost.gradients++;
    return { value, gradient };
  }

  private *shifted(home: readonly Float64Array[], i: number, h: number) {
    this.session.restore(this.level, home);
    this.session.x[this.level]![i]! += h;
    return yield* valueAt(this.session, this.level);
  }
}

/** F_k at the session's point: the levels below respond, then f_k. */
export function* valueAt(session: Session, level: number): Generator<void, number, undefined> {
  const responded = yield* respond(session, level);
  if (session.isDue()) yield;
  if (!responded) return Number.NaN;
  session.cost.values++;
  return session.run(level, "value").program.scalar(0);
}
