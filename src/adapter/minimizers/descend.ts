import { lbfgs } from "../../solver/lbfgs.ts";
import { run } from "../../solver/run.ts";
import type { Iterate, Outcome, Solver } from "../../solver/solver.ts";
import type { Rules } from "../../solver/stop.ts";

/** A function to be minimised, as all of these libraries take it. */
export type Objective = (x: number[]) => number;

/** Minimises what is given as value and gradient together; by {@link lbfgs} unless told. */
export function descend(
  evaluate: (x: number[]) => { value: number; gradient: ArrayLike<number> },
  start: readonly number[],
  rules: Rules,
  { stop, solver = lbfgs() }: { stop?: (iterate: Iterate) => boolean; solver?: Solver } = {},
): Outcome {
  const answer = ({ x }: { x: Float64Array }) => {
    const { value, gradient } = evaluate([...x]);
    return { value, gradient: Float64Array.from(gradient) };
  };
  return run(solver, Float64Array.from(start), rules, answer, stop);
}

/** (f(x + h) − f(x − h)) / 2h with h = ε^(1/3) of the size of x. */
export function differences(f: Objective, x: readonly number[]): number[] {
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
