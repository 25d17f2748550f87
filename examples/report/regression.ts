import {
  aid,
  conjugateGradient,
  exp,
  finiteDifference,
  gradientDescent,
  hypergradient,
  implicit,
  itd,
  maximize,
  minimize,
  minres,
  neumann,
  parameter,
  solveSync,
  variable,
  zerothOrder,
} from "echelon";
import { type Diabetes, diabetes, meanSquaredError } from "./diabetes.ts";
import type { MethodName } from "./methods.ts";
import { random } from "./random.ts";
import type { NoisePoint, RegressionPoint, RegressionRun, StrengthPoint } from "./records.ts";
import { smoothedNorm } from "./smoothedNorm.ts";

/** The problem of Sato, Tanaka and Takeda (2021), with or without its adversary. */
function problem({ train, validation }: Diabetes, model: RegressionRun["model"], c: number) {
  const [rows, features] = [train.targets.length, train.features[0]!.length];
  const lambda = variable("lambda", 0);
  const theta = variable("theta", new Float64Array(features));
  const attack = variable("attack", {
    data: new Float64Array(rows * features),
    shape: [rows, features],
  });
  const X = parameter("X", train.features);
  const moved = model === "trilevel" ? X.add(attack) : X;
  const fit = moved.matmul(theta).sub(train.targets).square().mean();
  const penalty = exp(lambda).mul(smoothedNorm(theta)).div(features);
  const price = attack
    .square()
    .sum()
    .mul(c / (rows * features));
  const objective = parameter("V", validation.features)
    .matmul(theta)
    .sub(validation.targets)
    .square()
    .mean();
  const levels = (name: Method, overAdversary = methods[name].overAdversary) => {
    const { overFit } = methods[name];
    const outermost = { name: "validation", solver: gradientDescent() };
    const fitting = minimize(theta, fit.add(penalty), { name: "fit" });
    if (model === "bilevel")
      return [minimize(lambda, objective, { ...outermost, method: overFit }), fitting];
    return [
      minimize(lambda, objective, { ...outermost, method: overAdversary }),
      maximize(attack, fit.sub(price), {
        name: "adversary",
        // Differences need values of the outer objective only: the adversary keeps the exact method.
        method: usesDifferences(name) ? implicit() : overFit,
      }),
      fitting,
    ];
  };
  return { lambda, theta, levels };
}

/** Each method as the level above the adversary uses it, and as the level above the fit does. */
function both(method: ReturnType<typeof implicit>) {
  return { overAdversary: method, overFit: method };
}

const methods = {
  implicit: both(implicit()),
  aidConjugateGradient: both(aid({ linearSolver: conjugateGradient() })),
  aidNeumann: {
    overAdversary: aid({ linearSolver: neumann({ stepSize: 0.2, terms: 60 }) }),
    overFit: aid({ linearSolver: neumann({ stepSize: 0.05, terms: 200 }) }),
  },
  aidMinres: both(aid({ linearSolver: minres() })),
  itdReverse: {
    overAdversary: itd({ steps: 20, stepSize: 1 }),
    overFit: itd({ steps: 30, stepSize: 0.1 }),
  },
  itdForward: {
    overAdversary: itd({ steps: 20, stepSize: 1, mode: "forward" }),
    overFit: itd({ steps: 30, stepSize: 0.1, mode: "forward" }),
  },
  finiteDifference: both(finiteDifference()),
  zerothOrder: both(zerothOrder({ samples: 5 })),
};

type Method = keyof typeof methods & MethodName;

function usesDifferences(name: Method): boolean {
  return name === "finiteDifference" || name === "zerothOrder";
}

export const regressionMethods = Object.keys(methods) as Method[];

/** The data with its split, and the noise on the test features: the same for every run. */
export function prepareRegression(seed: number) {
  const data = diabetes(seed);
  const { normal } = random(seed + 1);
  const draws = Array.from({ length: 10 }, () =>
    data.test.features.map((row) => row.map(() => normal())),
  );
  const noisyTest = (theta: ArrayLike<number>, noise = 1) =>
    draws.reduce((sum, draw) => sum + meanSquaredError(data.test, theta, noise, draw), 0) /
    draws.length;
  return { data, noisyTest };
}

type Prepared = ReturnType<typeof prepareRegression>;

export interface RegressionTask {
  readonly model: RegressionRun["model"];
  readonly method: Method;
  /** Starting values of λ. */
  readonly starts: readonly number[];
  readonly c: number;
  /** Longest time for each start. */
  readonly seconds: number;
}

/** One method from several starts, and the weights the first of them ends with. */
export function runRegression(
  { data, noisyTest }: Prepared,
  { model, method, starts, c, seconds }: RegressionTask,
): { runs: RegressionRun[]; theta: Float64Array } {
  const { lambda, theta, levels } = problem(data, model, c);
  const hierarchy = levels(method);
  const solutions = starts.map((start) =>
    solveSync(hierarchy, {
      at: { lambda: start },
      timeLimit: 1000 * seconds,
      maxIterations: 30,
      tolerance: 1e-6,
    }),
  );
  const runs = solutions.map(({ history, status }, i) => {
    const points = history.map(({ iteration, time, value }): RegressionPoint => {
      const weights = value(theta) as Float64Array;
      return {
        iteration,
        milliseconds: time,
        lambda: value(lambda) as number,
        validation: meanSquaredError(data.validation, weights),
        noisyTest: noisyTest(weights),
      };
    });
    return { method, model, start: starts[i]!, status, points };
  });
  return { runs, theta: solutions[0]!.value(theta) as Float64Array };
}

/** Test error of predicting the mean: what a model has to beat. */
export function noModel({ data }: Prepared): number {
  return meanSquaredError(data.test, new Float64Array(data.test.features[0]!.length));
}

/** A fitted model under growing noise. */
export function testUnderNoise(
  { noisyTest }: Prepared,
  model: RegressionRun["model"],
  theta: Float64Array,
): NoisePoint[] {
  return [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5].map((noise) => ({
    model,
    noise,
    test: noisyTest(theta, noise),
  }));
}

/** The exact adversary beside those of 20 and 5 unrolled steps, at the same λ, for one price c. */
export function compareAdversaries({ data }: Prepared, lambda: number, c: number): StrengthPoint[] {
  const { theta, levels } = problem(data, "trilevel", c);
  const kinds = {
    exact: levels("implicit"),
    "20 steps": levels("itdReverse"),
    "5 steps": levels("itdReverse", itd({ steps: 5, stepSize: 1 })),
  };
  return Object.entries(kinds).map(([adversary, hierarchy]) => {
    const weights = hypergradient(hierarchy, { at: { lambda } }).response(theta) as Float64Array;
    return {
      adversary: adversary as keyof typeof kinds,
      c,
      validation: meanSquaredError(data.validation, weights),
      coefficients: Math.hypot(...weights),
    };
  });
}
