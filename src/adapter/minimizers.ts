import { gradientDescent } from "../solver/gradientDescent.ts";
import type { Rules } from "../solver/stop.ts";
import { descend, differences, type Objective } from "./minimizers/descend.ts";

export { type NelderMeadParameters, nelderMead } from "./minimizers/nelderMead.ts";

type Gradient = (x: number[]) => ArrayLike<number>;

/** What numeric.js returns, without the inverse Hessian: limited memory keeps none. */
export interface UncminResult {
  readonly solution: number[];
  readonly f: number;
  readonly gradient: number[];
  readonly iterations: number;
  readonly message: string;
}

/**
 * `numeric.uncmin` of numeric.js by {@link lbfgs}: the same arguments and result. Without `gradient`, central
 * differences: 2n values of f a gradient, about ten digits.
 *
 * @param tolerance  of the gradient, in the Euclidean norm; default 1e-8
 * @param callback  called as (iteration, x, f, gradient); true stops
 */
export function uncmin(
  f: Objective,
  x0: readonly number[],
  tolerance = 1e-8,
  gradient: Gradient = (x) => differences(f, x),
  maxIterations = 1000,
  callback?: (iteration: number, x: number[], f: number, gradient: number[]) => unknown,
): UncminResult {
  let slope: ArrayLike<number> = [];
  const outcome = descend(
    (x) => {
      slope = gradient(x);
      return { value: f(x), gradient: slope };
    },
    x0,
    { tolerance, maxIterations },
    {
      stop: ({ iteration, x, value }) =>
        callback?.(iteration, [...x], value, Array.from(slope)) === true,
    },
  );
  const solution = [...outcome.x];
  const { value, iterations, status } = outcome;
  const message = status === "aborted" ? "Callback returned true" : status;
  return { solution, f: value, gradient: Array.from(gradient(solution)), iterations, message };
}

/** An iterate as fmin records it. */
export interface FminIterate {
  readonly x: number[];
  readonly fx: number;
  readonly fxprime: number[];
  /** Length of the step that led here. */
  readonly alpha: number;
}

/**
 * `conjugateGradient` of fmin by {@link lbfgs}: f returns its value and writes its gradient into its second argument.
 * Options `maxIterations` (60 a variable: its iterations take fewer values than fmin's, which makes 20), `history` (an array that takes the iterates) and `tolerance` (1e-5, as
 * fmin's).
 */
export function conjugateGradient(
  f: (x: number[], gradient: number[]) => number,
  initial: readonly number[],
  options: Rules & { readonly history?: FminIterate[] } = {},
): { x: number[]; fx: number; fxprime: number[] } {
  const { maxIterations = 60 * initial.length, tolerance = 1e-5, history } = options;
  const gradient = initial.map(() => 0);
  const evaluate = (at: number[]) => ({ value: f(at, gradient), gradient });
  const { x } = descend(
    evaluate,
    initial,
    { tolerance, maxIterations },
    {
      stop: ({ x: at, value, step }) => {
        history?.push({ x: [...at], fx: value, fxprime: [...gradient], alpha: step });
        return false;
      },
    },
  );
  const solution = [...x];
  return { x: solution, fx: f(solution, gradient), fxprime: gradient };
}

/** What optimization-js returns. */
export interface Minimum {
  readonly argument: number[];
  readonly fncvalue: number;
}

/** `minimize_L_BFGS` of optimization-js by {@link lbfgs}, to a gradient of 1e-10 and not 1e-5. */
export function minimizeLbfgs(f: Objective, gradient: Gradient, x0: readonly number[]): Minimum {
  return minimum(descend((x) => ({ value: f(x), gradient: gradient(x) }), x0, {}));
}

/** `minimize_GradientDescent` of optimization-js by {@link gradientDescent}, to its gradient of 1e-3. */
export function minimizeGradientDescent(
  f: Objective,
  gradient: Gradient,
  x0: readonly number[],
): Minimum {
  const rules = { tolerance: 1e-3, maxIterations: 1e6 };
  const evaluate = (x: number[]) => ({ value: f(x), gradient: gradient(x) });
  return minimum(descend(evaluate, x0, rules, { solver: gradientDescent() }));
}

/**
 * `minimize_Powell` of optimization-js: by values alone. Under this name it descends along differences there, and so it
 * does here, by {@link lbfgs}, to a gradient of 1e-6; use {@link nelderMead} for functions that are not smooth.
 */
export function minimizePowell(f: Objective, x0: readonly number[]): Minimum {
  const evaluate = (x: number[]) => ({ value: f(x), gradient: differences(f, x) });
  return minimum(descend(evaluate, x0, { tolerance: 1e-6 }));
}

const minimum = ({ x, value }: { x: Float64Array; value: number }): Minimum => ({
  argument: [...x],
  fncvalue: value,
});

// The names that optimization-js has for them.
export {
  minimizeGradientDescent as minimize_GradientDescent,
  minimizeLbfgs as minimize_L_BFGS,
  minimizePowell as minimize_Powell,
};
