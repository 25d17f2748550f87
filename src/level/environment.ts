import { calculus, gradients } from "../derivative/calculus.ts";
import { fail } from "../error/fail.ts";
import { nameOf } from "../expression/lift.ts";
import type { Environment, InnerProblem, Routine } from "../expression/operator/call.ts";
import { blockMatrix, flatten } from "../expression/structural.ts";
import { buildProgram } from "../program/build.ts";
import { newton } from "../solver/newton.ts";
import { run } from "../solver/run.ts";
import type { Outcome, Request, Solver } from "../solver/solver.ts";
import { size } from "../value/shape.ts";
import { INNER_TOLERANCE, STEP_TOLERANCE } from "./rules.ts";

/** What every compiled program may call: further programs, and the minimiser behind argmin. */
export const environment: Environment = {
  compile: (inputs, outputs) => buildProgram(inputs, outputs, { environment }),
  minimise,
};

/** Options of `argmin` and `argmax`. */
export interface MinimiserOptions {
  readonly name?: string;
  /** Default: Newton's method. */
  readonly solver?: Solver;
  /** Euclidean gradient norm to reach. Default 1e-12. */
  readonly tolerance?: number;
  readonly maxIterations?: number;
}

/** Compiles an inner problem; the routine starts from the variables' own values at every call. */
function minimise(problem: InnerProblem): Routine {
  const { variables, formals, objective } = problem;
  const options = problem.options as MinimiserOptions;
  const solver = options.solver ?? newton();
  const sizes = variables.map((node) => size(node.shape));
  const outputs = [objective, flatten(gradients(objective, variables))];
  if (solver.order === 2) outputs.push(blockMatrix(calculus.hessian(objective, variables), sizes));
  const program = buildProgram([...variables, ...formals], outputs, { environment });
  const start = startOf(problem);
  const gradient = new Float64Array(start.length);
  const hessian = new Float64Array(solver.order === 2 ? start.length ** 2 : 0);
  const evaluate = ({ x, order }: Request) => {
    let offset = 0;
    sizes.forEach((length, i) => {
      program.set(i, x.subarray(offset, offset + length));
      offset += length;
    });
    program.execute();
    program.get(1, gradient);
    if (order === 2) program.get(2, hessian);
    return { value: program.scalar(0), gradient, hessian };
  };
  const rules = {
    tolerance: options.tolerance ?? INNER_TOLERANCE,
    ...(options.tolerance === undefined ? { stepTolerance: STEP_TOLERANCE } : {}),
    ...(options.maxIterations === undefined ? {} : { maxIterations: options.maxIterations }),
  };
  return (inputs, output) => {
    inputs.forEach((input, i) => {
      program.set(variables.length + i, input);
    });
    const outcome = run(solver, start, rules, evaluate);
    requireMinimum(problem, outcome, rules.tolerance);
    output.set(outcome.x);
  };
}

function startOf({ variables, name }: InnerProblem): Float64Array {
  const parts = variables.map((node): Float64Array => {
    if (!node.attributes.initial)
      return fail("ERR_UNBOUND", {
        name: nameOf(node),
        level: name,
        advice: "Give the variable a value: it is where the minimiser starts.",
      });
    return node.attributes.initial;
  });
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

function requireMinimum(problem: InnerProblem, outcome: Outcome, tolerance: number): void {
  const { name, variables } = problem;
  if (outcome.indefinite)
    fail("ERR_NOT_A_MINIMUM", {
      level: name,
      variable: variables.map(nameOf).join(", "),
      curvature: outcome.curvature,
    });
  if (outcome.status !== "converged")
    fail("ERR_NOT_CONVERGED", {
      level: name,
      gradientNorm: outcome.gradientNorm,
      iterations: outcome.iterations,
      tolerance,
      status: outcome.status,
    });
}
