import type { EchelonError } from "../error/echelonError.ts";
import type { Estimate, Estimator } from "../level/estimate.ts";
import { troubleAt } from "../level/minimality.ts";
import { respond } from "../level/respond.ts";
import type { Session } from "../level/session.ts";
import { conjugateGradient } from "../solver/linear/conjugateGradient.ts";
import type { LinearSolver } from "../solver/linear/operator.ts";
import { flag, having, requireOptions } from "../solver/option.ts";
import type { Answer } from "../solver/solver.ts";
import { Adjoint } from "./adjoint.ts";
import { Products } from "./products.ts";

/** Options of {@link aid}. */
export interface AidOptions {
  /** conjugateGradient(), neumann() or minres(). Default: conjugateGradient(). */
  readonly linearSolver?: LinearSolver;
  /** Start each adjoint system at the last one's solution. Default true. */
  readonly warmStart?: boolean;
}

/**
 * Approximate implicit differentiation: the adjoint systems of {@link implicit}, solved iteratively
 * with Hessian-vector products only, at any depth. How well the levels below are solved is their
 * solvers' affair: `minimize(w, g, { solver: gradientDescent({ stepSize, steps: 10 }) })` is AID-BiO.
 *
 * Cost: N products for two levels; Π (1 + 2N) for more. Memory: vectors. Choose {@link implicit}
 * where the levels can be factored: it is exact and usually faster.
 *
 * @throws ERR_NOT_A_MINIMUM  the linear solver met negative curvature
 * @see Ji, Bilevel Optimization for Machine Learning, ch. 2 (AID-BiO); docs/mathematics.md §4
 */
export function aid(options: AidOptions = {}): Estimate {
  requireOptions("aid", options, {
    linearSolver: having("solve", "made by conjugateGradient(), neumann() or minres()"),
    warmStart: flag,
  });
  const { linearSolver = conjugateGradient(), warmStart = true } = options;
  return {
    name: "aid",
    order: 1,
    exact: true,
    start: (session, level) => new Aid(session, level, linearSolver, warmStart),
  };
}

const compiled = new WeakMap<object, Products>();

function productsOf(session: Session): Products {
  const { hierarchy } = session;
  let products = compiled.get(hierarchy);
  if (!products) {
    products = new Products(hierarchy);
    compiled.set(hierarchy, products);
  }
  return products;
}

class Aid implements Estimator {
  private readonly session: Session;
  private readonly level: number;
  private readonly warmStart: boolean;
  private readonly linearSolver: LinearSolver;
  private readonly gradient: Float64Array;
  private adjoint: Adjoint | undefined;

  constructor(session: Session, level: number, linearSolver: LinearSolver, warmStart: boolean) {
    this.session = session;
    this.level = level;
    this.linearSolver = linearSolver;
    this.warmStart = warmStart;
    this.gradient = new Float64Array(session.hierarchy.ranks[level]!.size);
  }

  *answer(order: 0 | 1 | 2): Generator<void, Answer, undefined> {
    const { session, level, gradient } = this;
    const responded = yield* respond(session, level);
    if (session.isDue()) yield;
    if (!responded) return { value: Number.NaN, gradient: gradient.fill(Number.NaN) };
    if (order === 0) {
      session.cost.values++;
      return { value: session.run(level, "value").program.scalar(0) };
    }
    this.adjoint ??= new Adjoint(session, productsOf(session), () => this.linearSolver);
    this.adjoint.solveMultipliers(level, this.warmStart);
    const { indefiniteLevel } = this.adjoint.report;
    if (indefiniteLevel !== undefined) {
      session.trouble = troubleAt(session, indefiniteLevel);
      session.restore(level + 1, session.safe[level] ?? []);
      return { value: Number.NaN, gradient: gradient.fill(Number.NaN) };
    }
    session.cost.gradients++;
    return { value: this.adjoint.gradient(level, gradient), gradient };
  }

  adjointResidual(): number | undefined {
    return this.adjoint?.report.residual;
  }

  /** An adjoint need not meet the negative curvature of a saddle that a gradient method ended at. */
  doubt(): EchelonError | undefined {
    const { session, level, adjoint } = this;
    for (let k = session.depth - 1; k > level && adjoint; k--) {
      const isKnown = session.outcomes[k]?.curvature !== undefined;
      if (!isKnown && adjoint.smallestCurvature(k) < 0) return troubleAt(session, k);
    }
    return undefined;
  }
}
