import type { EchelonError } from "../error/echelonError.ts";
import type { Answer } from "../solver/solver.ts";
import { copy } from "../solver/vector.ts";
import type { Estimate, Estimator } from "./estimate.ts";
import { CONDITION_MOST, curvatureOf, firstSingularLevel, troubleAt } from "./minimality.ts";
import { respond } from "./respond.ts";
import type { Session } from "./session.ts";

/**
 * Exact derivatives of F_k by implicit differentiation in the nested-Lagrangian formulation: one
 * factorisation per level below. docs/mathematics.md §1.
 */
export const exact: Estimate = {
  name: "implicit",
  order: 2,
  exact: true,
  start: (session, level) => new Exact(session, level),
};

class Exact implements Estimator {
  private readonly session: Session;
  private readonly level: number;
  /** Made at the first answer: most inner levels are never asked. */
  private made: Float64Array | undefined;
  private hessian: Float64Array | undefined;

  constructor(session: Session, level: number) {
    this.session = session;
    this.level = level;
  }

  private get gradient(): Float64Array {
    this.made ??= this.session.take(this.session.x[this.level]!.length);
    return this.made;
  }

  *answer(order: 0 | 1 | 2): Generator<void, Answer, undefined> {
    const { session, level } = this;
    const responded = yield* respond(session, level);
    if (session.isDue()) yield;
    if (!responded) return this.outside(order);
    if (order === 0) {
      session.cost.values++;
      return { value: session.run(level, "value").program.scalar(0) };
    }
    const last = level === session.depth - 1;
    const view = order === 2 ? "curvature" : last ? "partial" : "gradient";
    const found = session.run(level, view);
    const bad = firstSingularLevel(found);
    if (bad !== undefined) {
      session.trouble = troubleAt(session, bad);
      session.restore(level + 1, session.safe[level] ?? []);
      return this.outside(order);
    }
    session.cost.gradients++;
    found.program.get(1, this.gradient);
    const value = found.program.scalar(0);
    if (order === 1) return { value, gradient: this.gradient };
    session.cost.hessians++;
    this.hessian ??= new Float64Array(this.gradient.length ** 2);
    found.program.get(2, this.hessian);
    session.bases[level] = {
      x: copy(session.x[level]!),
      below: session.below(level + 1),
      slopes: session.x.slice(level + 1).map((x, i) => {
        const slope = new Float64Array(x.length * this.gradient.length);
        found.program.get(3 + i, slope);
        return slope;
      }),
    };
    return { value, gradient: this.gradient, hessian: this.hessian };
  }

  /** A level below that does not move with this one is not factored: it may still be singular. */
  doubt(): EchelonError | undefined {
    const { session, level } = this;
    if (level + 1 === session.depth) return undefined;
    const { factored } = session.hierarchy.program(level, "gradient");
    for (let k = session.depth - 1; k > level; k--) {
      if (factored.includes(k)) continue;
      const { condition, indefinite } = curvatureOf(session, k);
      if (indefinite || !(condition <= CONDITION_MOST)) return troubleAt(session, k);
    }
    return undefined;
  }

  /** The answer where F_k has no derivative: solvers step back from it. */
  private outside(order: 0 | 1 | 2): Answer {
    const gradient = this.gradient.fill(Number.NaN);
    if (order < 2) return { value: Number.NaN, gradient };
    this.hessian ??= new Float64Array(gradient.length ** 2);
    return { value: Number.NaN, gradient, hessian: this.hessian.fill(Number.NaN) };
  }
}
