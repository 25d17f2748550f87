import { EchelonError } from "../error/echelonError.ts";
import { fail } from "../error/fail.ts";
import {
  type Curve,
  expressionCurve,
  type FitModel,
  functionCurve,
  initialValues,
  isFitModel,
  type ParameterizedFunction,
} from "./levenbergMarquardt/model.ts";
import { normalEquations } from "./levenbergMarquardt/normal.ts";
import {
  type Fit,
  type FitData,
  type FitOptions,
  fitOptions,
} from "./levenbergMarquardt/options.ts";

export type { FitModel, ParameterizedFunction } from "./levenbergMarquardt/model.ts";
export type { FitData, FitOptions } from "./levenbergMarquardt/options.ts";

/** What ml-levenberg-marquardt returns. */
export interface FitResult {
  readonly parameterValues: number[];
  /** Sum of the squares of the weighted residuals. */
  readonly parameterError: number;
  readonly iterations: number;
}

/**
 * `levenbergMarquardt` of ml-levenberg-marquardt: the same arguments, defaults, steps and result.
 *
 *     (JᵀWJ + damping·I)·δ = JᵀW·(y − f(x; p)),   p ← p + δ
 *
 * The model is a function, as there, differentiated by differences; or an expression, with its exact Jacobian. Steps
 * are those of the library; a parameter whose `gradientDifference` is 0 is held, as its description says.
 *
 * @param model  `(parameters) => (x) => number`, or `{ parameters, x, value }`
 * @throws ERR_OPTION  where the library throws
 * @throws ERR_NOT_FINITE  the model has no value at the initial values
 * @throws ERR_NOT_CONVERGED  after `timeout` seconds
 * @example
 * ```ts
 * import { parameter, variable } from "echelon";
 * import { levenbergMarquardt } from "echelon/levenberg-marquardt";
 * const data = { x: [0, 1, 2, 3], y: [1, 3, 5, 7] };
 * const [slope, intercept] = [variable("slope", 1), variable("intercept", 0)];
 * const x = parameter("x", { shape: [4] });
 * const fit = levenbergMarquardt(data, { parameters: [slope, intercept], x, value: slope.mul(x).add(intercept) });
 * fit.parameterValues.map((value) => Math.round(value)); // → [2, 1]
 * ```
 */
export function levenbergMarquardt(
  data: FitData,
  model: ParameterizedFunction | FitModel,
  options: FitOptions = {},
): FitResult {
  const isModel = isFitModel(model);
  const fit = fitOptions(data, options, isModel ? initialValues(model) : undefined);
  const curve = isModel ? expressionCurve(data, model) : functionCurve(data, model, fit, options);
  try {
    return iterate(data, curve, fit);
  } finally {
    curve.dispose();
  }
}

function iterate({ y }: FitData, curve: Curve, fit: Fit): FitResult {
  const end = performance.now() + 1000 * fit.timeout;
  let { damping, start: parameters } = fit;
  let values = curve.values(parameters);
  let error = squares(y, values, fit.weights);
  let best = { parameters, error };
  let iterations = 0;
  for (; iterations < fit.maxIterations && !(error <= fit.errorTolerance); iterations++) {
    const step = stepFrom(y, values, curve.jacobian(parameters, values), fit, damping);
    if (!step) {
      if (iterations === 0) requireFinite(values);
      break;
    }
    const before = error;
    parameters = parameters.map((value, k) =>
      Math.min(Math.max(fit.smallest[k]!, value + step.change[k]!), fit.largest[k]!),
    );
    values = curve.values(parameters);
    error = squares(y, values, fit.weights);
    if (Number.isNaN(error)) break;
    if (error < best.error - fit.errorTolerance) best = { parameters, error };
    const isBetter = (before - error) / step.promised > fit.improvementThreshold;
    damping = isBetter
      ? Math.max(damping / fit.dampingStepDown, 1e-7)
      : Math.min(damping * fit.dampingStepUp, 1e7);
    if (performance.now() > end) late(fit, iterations + 1, step.right);
  }
  return { parameterValues: best.parameters, parameterError: best.error, iterations };
}

/** A model that has no value where it starts goes nowhere: the library throws there too. */
function requireFinite(values: Float64Array): void {
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) {
    const name = "the model at the initial values";
    fail("ERR_NOT_FINITE", { operation: "levenbergMarquardt", name, value: values[index]!, index });
  }
}

function squares(y: ArrayLike<number>, values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += weights[i]! * (y[i]! - values[i]!) ** 2;
  return sum;
}

/** A damped step. */
interface Step {
  readonly change: Float64Array;
  /** The decrease of the error that it promises. */
  readonly promised: number;
  /** Half of the error's gradient, downhill. */
  readonly right: Float64Array;
}

/** Undefined where numbers are no longer finite. */
function stepFrom(
  y: ArrayLike<number>,
  values: Float64Array,
  jacobian: Float64Array,
  { weights }: Fit,
  damping: number,
): Step | undefined {
  const residual = new Float64Array(values.length);
  for (let i = 0; i < residual.length; i++) residual[i] = weights[i]! * (y[i]! - values[i]!);
  try {
    const { change, right } = normalEquations(jacobian, weights, residual, damping);
    let promised = 0;
    for (let k = 0; k < change.length; k++)
      promised += change[k]! * (damping * change[k]! + right[k]!);
    return { change, promised, right };
  } catch (error) {
    if (error instanceof EchelonError) return undefined;
    throw error;
  }
}

function late({ timeout, errorTolerance }: Fit, iterations: number, right: Float64Array): never {
  return fail("ERR_NOT_CONVERGED", {
    operation: "levenbergMarquardt",
    level: "fit",
    gradientNorm: 2 * Math.hypot(...right),
    iterations,
    tolerance: errorTolerance,
    status: `timeout of ${timeout} seconds`,
  });
}
