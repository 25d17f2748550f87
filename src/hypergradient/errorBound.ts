import type { Session } from "../level/session.ts";
import { norm } from "../solver/vector.ts";

/** Rounding errors that may add up in one gradient, in units of 2⁻⁵². */
const ROUNDINGS = 32;

/**
 * Estimate of the error of an exact gradient because the levels below stopped short of their
 * minimisers: the Newton step still open at each of them is taken, and the gradient's change,
 * doubled, stands for the error. To it come the rounding errors of the factorisations, κ·2⁻⁵²
 * relative. A posteriori, in the Euclidean norm; local, not a proof. undefined for methods that do
 * not differentiate at the minimiser.
 *
 * @see Ehrhardt & Roberts, Analyzing inexact hypergradients for bilevel learning, for the rigorous
 *   bound with Lipschitz constants
 */
export function errorBound(session: Session, gradient: Float64Array): number | undefined {
  if (session.estimates[0]!.name !== "implicit") return undefined;
  const rounding = ROUNDINGS * 2 ** -52 * (1 + norm(gradient));
  if (session.depth === 1) return rounding;
  const copies = session.below(0);
  const { program, factored } = session.run(1, "step");
  session.x.slice(1).forEach((x, i) => {
    const step = new Float64Array(x.length);
    program.get(session.depth - 1 + i, step);
    for (let j = 0; j < x.length; j++) x[j]! -= step[j]!;
  });
  const moved = session.run(0, "gradient").program;
  const there = new Float64Array(gradient.length);
  moved.get(1, there);
  session.restore(0, copies);
  for (let j = 0; j < there.length; j++) there[j]! -= gradient[j]!;
  let condition = 1;
  for (const factorization of program.factorizations)
    condition = Math.max(condition, factorization.condition());
  return factored.length === 0 ? rounding : 2 * norm(there) + rounding * condition;
}
