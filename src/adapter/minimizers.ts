import { lbfgs } from "../solver/lbfgs.ts";
import { run } from "../solver/run.ts";
import type { Iterate, Outcome } from "../solver/solver.ts";
import type { Rules } from "../solver/stop.ts";

type Function1 = (x: number[]) => number;
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
  f: Function1,
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
    ({ iteration, x, value }) => callback?.(iteration, [...x], value, Array.from(slope)) === true,
  );
  const solution = [...outcome.x];
  const { value, iterations, status } = outcome;
  const message = status === "aborted" ? "Callback returned true" : status;
  return { solution, f: value, gradient: Array.from(gradient(solution)), iterations, message };
}

/**
 * `conjugateGradient` of fmin by {@link lbfgs}: f returns its value and writes its gradient into its second argument.
 * Options `maxIterations` (20 a variable) and `tolerance` (1e-5, as fmin's).
 */
export function conjugateGradient(
  f: (x: number[], gradient: number[]) => number,
  initial: readonly number[],
  { maxIterations = 20 * initial.length, tolerance = 1e-5 }: Rules = {},
): { x: number[]; fx: number; fxprime: number[] } {
  const gradient = initial.map(() => 0);
  const rules = { tolerance, maxIterations };
  const { x } = descend((at) => ({ value: f(at, gradient), gradient }), initial, rules);
  const solution = [...x];
  return { x: solution, fx: f(solution, gradient), fxprime: gradient };
}

/** `minimize_L_BFGS` of optimization-js by {@link lbfgs}; its other gradient methods take the same arguments. */
export function minimizeLbfgs(
  f: Function1,
  gradient: Gradient,
  x0: readonly number[],
): { argument: number[]; fncvalue: number } {
  const outcome = descend((x) => ({ value: f(x), gradient: gradient(x) }), x0, {});
  return { argument: [...outcome.x], fncvalue: outcome.value };
}

function descend(
  evaluate: (x: number[]) => { value: number; gradient: ArrayLike<number> },
  start: readonly number[],
  rules: Rules,
  stop?: (iterate: Iterate) => boolean,
): Outcome {
  const answer = ({ x }: { x: Float64Array }) => {
    const { value, gradient } = evaluate([...x]);
    return { value, gradient: Float64Array.from(gradient) };
  };
  return run(lbfgs(), Float64Array.from(start), rules, answer, stop);
}

/** (f(x + h) − f(x − h)) / 2h with h = ε^(1/3) of the size of x. */
function differences(f: Function1, x: readonly number[]): number[] {
  const at = [...x];
  return x.map((value, i) => {
    const h = 6.055454452393343e-6 * Math.max(1, Math.abs(value));
    at[i] = value + h;
    const above = f(at);
    at[i] = value - h;
    const below = f(at);
    at[i] = value;
    return (above - below) / (2 * h);
  });
}
