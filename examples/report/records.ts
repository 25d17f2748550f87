import type { MethodName } from "./methods.ts";

/** One outer iteration of the Stackelberg game. */
export interface GamePoint {
  readonly iteration: number;
  readonly milliseconds: number;
  /** Largest relative error of any firm's quantity against the closed form. */
  readonly error: number;
}

/** One method on the game of `firms` firms. */
export interface GameTrace {
  readonly method: MethodName;
  readonly firms: number;
  readonly status: string;
  /** Milliseconds of the first, untimed step: deriving, compiling and running it. */
  readonly compiling: number;
  readonly points: readonly GamePoint[];
}

/** The total gradient at a fixed point, with a growing budget. */
export interface BudgetPoint {
  readonly method: MethodName;
  readonly firms: number;
  /** Steps, terms, or samples. */
  readonly budget: number;
  readonly error: number;
}

export interface GameRecord {
  readonly traces: readonly GameTrace[];
  readonly budgets: readonly BudgetPoint[];
}

/** One outer iteration of the regression. Errors are mean squares of a standardised target: 1 is no model at all. */
export interface RegressionPoint {
  readonly iteration: number;
  readonly milliseconds: number;
  readonly lambda: number;
  readonly validation: number;
  /** On test rows whose features carry Gaussian noise of unit deviation. */
  readonly noisyTest: number;
}

/** One method from one start. */
export interface RegressionRun {
  readonly method: MethodName;
  readonly model: "bilevel" | "trilevel";
  readonly start: number;
  readonly status: string;
  readonly points: readonly RegressionPoint[];
}

/** A fitted model tested under growing feature noise. */
export interface NoisePoint {
  readonly model: "bilevel" | "trilevel";
  readonly noise: number;
  readonly test: number;
}

/** The adversary of strength 1/c, solved exactly and by unrolled steps. */
export interface StrengthPoint {
  readonly adversary: "exact" | "20 steps" | "5 steps";
  readonly c: number;
  readonly validation: number;
  /** Norm of the coefficients the model keeps. */
  readonly coefficients: number;
}

export interface RegressionRecord {
  readonly c: number;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly features: number;
  /** Test error of predicting the mean. */
  readonly baseline: number;
  readonly runs: readonly RegressionRun[];
  readonly noise: readonly NoisePoint[];
  readonly strength: readonly StrengthPoint[];
}

/** Everything `out/report.json` holds. */
export interface ReportRecord {
  readonly created: string;
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number };
  readonly seconds: number;
  readonly game: GameRecord;
  readonly regression: RegressionRecord;
}
