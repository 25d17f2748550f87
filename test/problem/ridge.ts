import { type Expression, exp, minimize, parameter, variable } from "echelon";

const [n, d, m] = [10, 6, 12];
const row = (length: number, entry: (j: number) => number) =>
  Array.from({ length }, (_, j) => entry(j));
const truth = [1, -2, 0.5, 0, 0, 0];
const dot = (a: number[], b: number[]) => a.reduce((sum, entry, i) => sum + entry * b[i]!, 0);

/** The data of T6 and T8. */
export const ridgeData = (() => {
  const X = row(n, (i) => i).map((i) => row(d, (j) => Math.sin((i + 1) * (j + 1) + (i + 1) / 2)));
  const V = row(m, (i) => i).map((i) => row(d, (j) => Math.cos((i + 1) * (j + 2) + (i + 1) / 3)));
  const y = X.map((x, i) => dot(x, truth) + 1.5 * Math.cos(1.7 * (i + 1)));
  const v = V.map((x, i) => dot(x, truth) + 0.5 * Math.sin(2.3 * (i + 1)));
  return { n, d, m, X, V, y, v };
})();

/** T6: w(λ) = argmin ½|Xw − y|² + ½n·Σ e^{λ_j} w_j²; L = |Vw − v|²/(2m). A scalar λ, or one per coordinate. */
export function ridge(lambda: Expression = variable("lambda", 0)) {
  const X = parameter("X", ridgeData.X);
  const y = parameter("y", ridgeData.y);
  const w = variable("w", new Float64Array(d));
  const train = X.matmul(w)
    .sub(y)
    .square()
    .sum()
    .add(exp(lambda).mul(w.square()).sum().mul(n))
    .mul(0.5);
  const valid = parameter("V", ridgeData.V)
    .matmul(w)
    .sub(ridgeData.v)
    .square()
    .sum()
    .div(2 * m);
  const levels = [
    minimize(lambda, valid, { name: "validation" }),
    minimize(w, train, { name: "train" }),
  ];
  return { lambda, w, X, y, train, valid, levels };
}

/** λ, L(λ), dL/dλ. */
export const ridgeAnswers = [
  [-4, 0.3243823453112975, -0.0008894121689158315],
  [-2, 0.3473095033993014, 0.04740681361877466],
  [0, 0.6540635051834657, 0.23962849353680318],
  [1, 0.8755692466974092, 0.18558626798292555],
] as const;

/** The gradient with one λ per coordinate, all at −2. */
export const ridgePerCoordinate = [
  -0.002380650824547782, 0.0658890262800963, 0.0005017312531908914, -0.01634319084627273,
  -0.0003341061552585753, 0.00007400391156655395,
];

export const ridgeMinimum = { lambda: -3.6348906243373627, objective: 0.32418949870394287 };
