import { minimize, sigmoid, variable } from "echelon";
import { ridgeData } from "./ridge.ts";

/** T8: weights σ(λ_i) on the training rows; rows 1, 5 and 9 carry corrupted targets. */
export function hyperCleaning() {
  const { n, d, m, X, V, y, v } = ridgeData;
  const corrupted = y.map((target, i) => ([1, 5, 9].includes(i) ? -3 * target : target));
  const lambda = variable("lambda", new Float64Array(n));
  const w = variable("w", new Float64Array(d));
  const residual = (rows: number[][], targets: number[]) =>
    // rows·w − targets
    w.reshape([1, d]).mul(rows).sum(1).sub(targets);
  const train = sigmoid(lambda)
    .mul(residual(X, corrupted).square())
    .sum()
    .div(2 * n)
    .add(
      w
        .square()
        .sum()
        .mul(0.01 / 2),
    );
  const valid = residual(V, v)
    .square()
    .sum()
    .div(2 * m);
  const levels = [
    minimize(lambda, valid, { name: "weights" }),
    minimize(w, train, { name: "train" }),
  ];
  return { lambda, w, levels };
}

/** At λ = 0. */
export const hyperCleaningAnswer = {
  value: 2.2576284363711276,
  gradient: [
    -0.132496116002, 0.36874732862, 0.000227864547092, -0.0362024436762, -0.14593354817,
    0.0868297123172, 0.097726226252, -0.0506516155971, -0.0613076712617, -0.0668943076437,
  ],
};
