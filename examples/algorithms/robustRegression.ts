import {
  type Expression,
  exp,
  maximize,
  minimize,
  parameter,
  type Solution,
  solveSync,
  variable,
} from "echelon";
import { type Rows, splitRows } from "../data/splitRows.ts";
import { smoothedNorm } from "../report/smoothedNorm.ts";

const SPLITS = 5;
/** Where λ starts: the validation error of two levels has several minima on some splits, and costs little. */
const starts = (levels: number) => (levels === 2 ? [-3, 0, 3] : [-2]);

/** How one fitted model does on the test rows. */
export interface Fitted {
  /** Absolute errors of the test rows. */
  readonly errors: readonly number[];
  /** |θ|: how far the prediction moves for a unit of change in the features, at most. */
  readonly norm: number;
}

/** The five random splits of one model. */
export type Model = readonly Fitted[];

/**
 * The problem of Sato, Tanaka and Takeda (2021) and the models to compare it with, each fitted on five splits:
 *
 *     min_λ |v − Vθ|²/m   s.t.  P maximises |y − (X + P)θ|²/n − (c/nd) |P|²   s.t.  θ minimises … + e^λ s(θ)/d
 *
 * Data and c are parameters: each hierarchy is compiled once for all splits and prices.
 *
 * @param prices  values of c, the price of an attack
 */
export function robustRegression(
  rows: readonly (readonly number[])[],
  prices: readonly number[],
): Record<string, Model> {
  const d = rows[0]!.length - 1;
  const [X, y] = [parameter("X", { shape: [40, d] }), parameter("y", { shape: [40] })];
  const [V, v] = [parameter("V", { shape: [100, d] }), parameter("v", { shape: [100] })];
  const price = parameter("price", 10);
  const lambda = variable("lambda", -2);
  const theta = variable("theta", new Float64Array(d));
  const attack = variable("attack", { data: new Float64Array(40 * d), shape: [40, d] });

  const meanSquare = (features: Expression, targets: Expression) =>
    features.matmul(theta).sub(targets).square().mean();
  const validation = meanSquare(V, v);
  const size = theta.square().sum();
  const ridge = exp(lambda).mul(size).div(d);
  const smoothed = exp(lambda).mul(smoothedNorm(theta)).div(d);
  const attacked = meanSquare(X.add(attack), y);
  const cost = price.mul(attack.square().sum()).div(40 * d);

  const twoLevels = (chosen: Expression, penalty: Expression) => [
    minimize(lambda, chosen, { name: "validation" }),
    minimize(theta, meanSquare(X, y).add(penalty), { name: "fit" }),
  ];
  const threeLevels = [
    minimize(lambda, validation, { name: "validation" }),
    maximize(attack, attacked.sub(cost), { name: "adversary" }),
    minimize(theta, attacked.add(smoothed), { name: "fit" }),
  ];
  const hierarchies = {
    ridge: { levels: twoLevels(validation, ridge), prices: [10] },
    "smoothed ℓ1": { levels: twoLevels(validation, smoothed), prices: [10] },
    // The expected error under unit noise on the features is the plain one + |θ|².
    "ridge, told the noise": { levels: twoLevels(validation.add(size), ridge), prices: [10] },
    "three levels": { levels: threeLevels, prices },
  };
  const splits = Array.from({ length: SPLITS }, (_, i) => splitRows(rows, i + 1));
  const models: Record<string, Model> = {};
  for (const [kind, { levels, prices: all }] of Object.entries(hierarchies))
    for (const c of all) {
      const name = all.length > 1 ? `${kind}, c = ${c}` : kind;
      models[name] = splits.map(({ train, validation: chosen, test }) => {
        const data = {
          X: train.features,
          y: train.targets,
          V: chosen.features,
          v: chosen.targets,
          ...(all.length > 1 ? { price: c } : {}),
        };
        const solutions = starts(levels.length).map((start) => {
          const at = { ...data, lambda: start };
          return solveSync(levels, { at, tolerance: 1e-5, maxIterations: 30 });
        });
        solutions.sort((a, b) => a.objective - b.objective);
        return fitted(test, theta, solutions[0]!);
      });
    }
  return models;
}

function fitted({ features, targets }: Rows, theta: Expression, solution: Solution): Fitted {
  if (solution.warnings.length > 0) throw new Error(solution.warnings.join(" "));
  const weights = solution.value(theta) as Float64Array;
  const errors = features.map((row, i) =>
    Math.abs(row.reduce((sum, x, j) => sum - x * weights[j]!, targets[i]!)),
  );
  return { errors, norm: Math.hypot(...weights) };
}

/** Mean squared test error where normal noise of this deviation is on every feature: its exact expectation. */
export function noisyError({ errors, norm }: Fitted, deviation: number): number {
  const clean = errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
  return clean + (deviation * norm) ** 2;
}

/** Mean squared test error where every row is moved by this distance in its worst direction. */
export function worstError({ errors, norm }: Fitted, distance: number): number {
  const worst = errors.reduce((sum, error) => sum + (error + distance * norm) ** 2, 0);
  return worst / errors.length;
}

/** The mean over the splits. */
export function average(model: Model, of: (fitted: Fitted) => number): number {
  return model.reduce((sum, one) => sum + of(one), 0) / model.length;
}
