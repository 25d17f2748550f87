import * as echelon from "echelon";
import { type Expression, exp, minimize, variable } from "echelon";

/** Deterministic numbers in [0, 1). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

export function filled(size: number, next: () => number): Float64Array {
  return new Float64Array(size).map(next);
}

/** Features in [−1, 1), labels 0 or 1. */
export function logisticData(m: number, d: number, seed: number) {
  const next = uniform(seed);
  const X = filled(m * d, () => 2 * next() - 1);
  const y = filled(m, () => (next() > 0.5 ? 1 : 0));
  return { X, y, w: filled(d, () => 0.2 * next() - 0.1) };
}

/** The package, or another copy of it with a module of its own. */
export type Library = typeof echelon;

/** Mean logistic loss of weights on data that may be bound anew. */
export function logisticLoss(
  w: Expression,
  { X, y }: { X: Float64Array; y: Float64Array },
  name: string,
  { matmul, parameter, softplus }: Library = echelon,
): Expression {
  const shape = [y.length, w.shape[0]!];
  const z = matmul(parameter(`X ${name}`, { data: X, shape }), w);
  return softplus(z)
    .sub(parameter(`y ${name}`, y).mul(z))
    .mean();
}

/** One penalty for each weight, e^λ_j/2, chosen on validation data. */
export function penaltyLevels(
  train: { X: Float64Array; y: Float64Array },
  valid: { X: Float64Array; y: Float64Array },
  d: number,
) {
  const lambda = variable("lambda", new Float64Array(d).fill(-2));
  const w = variable("w", new Float64Array(d));
  const ridge = exp(lambda).mul(w.square()).sum().mul(0.5);
  const levels = [
    minimize(lambda, logisticLoss(w, valid, "valid"), { name: "validation" }),
    minimize(w, logisticLoss(w, train, "train").add(ridge), { name: "training" }),
  ];
  return { lambda, w, levels };
}
