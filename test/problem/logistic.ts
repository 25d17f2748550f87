import { exp, minimize, parameter, softplus, variable } from "echelon";
import { random } from "../reference/random.ts";

/**
 * Logistic regression of `rows` rows and `d` features with one ridge weight e^λ_j a coordinate, chosen
 * on as many validation rows; targets ±1 come from a random truth with noise.
 */
export function logistic(rows: number, d: number, seed = 1) {
  const next = random(seed);
  const truth = Float64Array.from({ length: d }, (_, j) => (j < d / 4 ? next() : 0));
  const data = () => {
    const X = Array.from({ length: rows }, () => Float64Array.from({ length: d }, next));
    const noisy = (x: Float64Array) => x.reduce((sum, entry, j) => sum + entry * truth[j]!, next());
    return { X: X.map((x) => [...x]), y: X.map((x) => (noisy(x) > 0 ? 1 : -1)) };
  };
  const [train, valid] = [data(), data()];
  const lambda = variable("lambda", new Float64Array(d).fill(-1));
  const w = variable("w", new Float64Array(d));
  const loss = (name: string, { X, y }: ReturnType<typeof data>) =>
    softplus(parameter(`X ${name}`, X).matmul(w).mul(y).neg()).mean();
  const ridge = exp(lambda)
    .mul(w.square())
    .sum()
    .mul(0.5 / rows);
  const levels = [
    minimize(lambda, loss("valid", valid), { name: "validation" }),
    minimize(w, loss("train", train).add(ridge), { name: "train" }),
  ];
  return { lambda, w, levels };
}
