import { fail } from "../../error/fail.ts";

/** Points to fit. */
export interface FitData {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** Options of ml-levenberg-marquardt, with its defaults. */
export interface FitOptions {
  /** Where the parameters start. May be left out when the model is an expression whose variables have values. */
  readonly initialValues?: ArrayLike<number>;
  /** Residuals are multiplied by these: one number, or one for each point. Default 1. */
  readonly weights?: number | ArrayLike<number>;
  /** Added to the diagonal of JᵀWJ. Default 1e-2. */
  readonly damping?: number;
  /** The damping is divided by this after an improvement. Default 9. */
  readonly dampingStepDown?: number;
  /** And multiplied by this after a step that was none. Default 11. */
  readonly dampingStepUp?: number;
  /** Part of the decrease that the model promised which counts as an improvement. Default 1e-3. */
  readonly improvementThreshold?: number;
  /** Step of the finite differences, for all or for each parameter; a parameter with step 0 is held. Default 0.1. */
  readonly gradientDifference?: number | ArrayLike<number>;
  /** Central instead of forward differences. Default false. */
  readonly centralDifference?: boolean;
  readonly minValues?: ArrayLike<number>;
  readonly maxValues?: ArrayLike<number>;
  /** Default 100. */
  readonly maxIterations?: number;
  /** The fit ends when the sum of squares falls below. Default 1e-7. */
  readonly errorTolerance?: number;
  /** Seconds; the fit throws ERR_NOT_CONVERGED after them. */
  readonly timeout?: number;
  /** Derivatives of the model by all parameters, for a model that is a function. */
  readonly jacobianFunction?: (parameters: number[]) => (x: number) => number[];
}

/** The options of a fit, complete and checked. */
export interface Fit {
  readonly start: number[];
  readonly weights: Float64Array;
  readonly steps: number[];
  readonly smallest: number[];
  readonly largest: number[];
  readonly damping: number;
  readonly dampingStepDown: number;
  readonly dampingStepUp: number;
  readonly improvementThreshold: number;
  readonly maxIterations: number;
  readonly errorTolerance: number;
  readonly timeout: number;
}

const isList = (value: unknown): value is ArrayLike<number> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/** Fills in the defaults of the library. @throws ERR_OPTION  where the library throws */
export function fitOptions(
  { x, y }: FitData,
  options: FitOptions,
  initial: ArrayLike<number> | undefined,
): Fit {
  const { damping = 1e-2, timeout = Number.POSITIVE_INFINITY } = options;
  const start = options.initialValues ?? initial;
  if (!(damping > 0)) refuse("damping", damping, "a positive number");
  if (!isList(x) || !isList(y) || x.length < 2 || x.length !== y.length)
    refuse("data", { x, y }, "arrays x and y of the same length, two points or more");
  if (!isList(start) || start.length === 0) refuse("initialValues", start, "an array of numbers");
  if (typeof timeout !== "number") refuse("timeout", timeout, "a number of seconds");
  const count = start.length;
  const { minValues, maxValues } = options;
  const bounds = [minValues, maxValues].map((list, k) =>
    isList(list)
      ? Array.from(list)
      : new Array<number>(count).fill((k === 0 ? -1 : 1) * Number.MAX_SAFE_INTEGER),
  );
  if (bounds[0]!.length !== bounds[1]!.length)
    refuse("minValues", minValues, "as long as maxValues");
  return {
    start: Array.from(start),
    weights: perPoint(options.weights ?? 1, x.length),
    steps: perParameter(options.gradientDifference ?? 0.1, count),
    smallest: bounds[0]!,
    largest: bounds[1]!,
    damping,
    dampingStepDown: options.dampingStepDown ?? 9,
    dampingStepUp: options.dampingStepUp ?? 11,
    improvementThreshold: options.improvementThreshold ?? 1e-3,
    maxIterations: options.maxIterations ?? 100,
    errorTolerance: options.errorTolerance ?? 1e-7,
    timeout,
  };
}

/** Squares of the weights; a list that is too short stands for its first number. */
function perPoint(weights: number | ArrayLike<number>, count: number): Float64Array {
  if (typeof weights === "number") return new Float64Array(count).fill(weights ** 2);
  if (!isList(weights)) refuse("weights", weights, "a number, or one for each point");
  if (weights.length < count) return new Float64Array(count).fill(weights[0]! ** 2);
  return Float64Array.from({ length: count }, (_, i) => weights[i]! ** 2);
}

function perParameter(steps: number | ArrayLike<number>, count: number): number[] {
  if (typeof steps === "number") return new Array<number>(count).fill(steps);
  if (!isList(steps)) refuse("gradientDifference", steps, "a number, or one for each parameter");
  return steps.length === count
    ? Array.from(steps)
    : new Array<number>(count).fill(steps[0] ?? 0.1);
}

function refuse(option: string, given: unknown, expected: string): never {
  return fail("ERR_OPTION", { operation: "levenbergMarquardt", option, given, expected });
}
