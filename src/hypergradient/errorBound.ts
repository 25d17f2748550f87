import type { Session } from "../level/session.ts";
import { addScaled, distance, norm } from "../solver/vector.ts";

/** Rounding errors that may add up in one gradient, in units of 2⁻⁵². */
const ROUNDINGS = 32;

/** Newton steps that shrink by less than this lead nowhere that could be estimated. */
const CONTRACTION_MOST = 0.99;

/**
 * Estimate of the error of an exact gradient because the levels below stopped short of their
 * minimisers: the Newton step s still open at each of them is taken, and the gradient's change,
 * doubled, stands for the error. Where the minimum is degenerate a step is but a part of the way,
 * s + r·s + r²·s + …, and the next step tells r. To it come the rounding errors of the
 * factorisations, κ·2⁻⁵² relative. A posteriori, in the Euclidean norm; local, not a proof. undefined
 * for methods that do not differentiate at the minimiser, and where the steps do not shrink.
 *
 * @see Ehrhardt & Roberts, Analyzing inexact hypergradients for bilevel learning, for the rigorous
 *   bound with Lipschitz constants
 */
export function errorBound(session: Session, gradient: Float64Array): number | undefined {
  if (session.estimates[0]!.name !== "implicit") return undefined;
  const unit = ROUNDINGS * 2 ** -52;
  const rounding = unit * (1 + norm(gradient));
  if (session.depth === 1) return rounding;
  const copies = session.below(0);
  const { program, factored } = session.run(1, "step");
  let condition = 1;
  for (const factorization of program.factorizations)
    condition = Math.max(condition, factorization.condition());
  let size = 1;
  for (const x of copies) size = Math.max(size, norm(x));
  const first = takeStep(session);
  const there = new Float64Array(gradient.length);
  session.run(0, "gradient").program.get(1, there);
  session.run(1, "step");
  const ratio = takeStep(session) / first;
  session.restore(0, copies);
  if (factored.length === 0) return rounding;
  // Steps made of rounding errors stay as long as they are.
  const contraction = first <= unit * condition * size ? 0 : ratio;
  if (!(contraction < CONTRACTION_MOST)) return undefined;
  return (2 * distance(there, gradient, there)) / (1 - contraction) + rounding * condition;
}

/** Takes the Newton step that was computed last, at all levels but the outermost, and returns its length. */
function takeStep(session: Session): number {
  const { program } = session.hierarchy.program(1, "step");
  let squares = 0;
  for (let k = 1; k < session.depth; k++) {
    const step = session.hierarchy.scratch(k);
    program.get(session.depth - 2 + k, step);
    addScaled(-1, step, session.x[k]!);
    squares += norm(step) ** 2;
  }
  return Math.sqrt(squares);
}
