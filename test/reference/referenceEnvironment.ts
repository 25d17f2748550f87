import { calculus, gradients } from "../../src/derivative/calculus.ts";
import type { Expression } from "../../src/expression/node.ts";
import type {
  Callee,
  Environment,
  InnerProblem,
  Routine,
  Runnable,
} from "../../src/expression/operator/call.ts";
import { concat, flatten, reshape } from "../../src/expression/structural.ts";
import { size } from "../../src/value/shape.ts";
import { type Complex, minus, real } from "./complex.ts";
import { type CallRule, evaluateComplex, type Numbers, solveComplex } from "./evaluateGraph.ts";

const LARGEST_ITERATION = 60;

/** The environment of calls over the reference evaluator: everything in real numbers. */
export const referenceEnvironment: Environment = {
  compile: (inputs, outputs) => runnable(inputs, outputs),
  minimise: (problem) => (inputs, output) => {
    const found = minimiseComplex(
      problem,
      inputs.map((input) => Array.from(input, real)),
    );
    output.set(found.map(([x]) => x));
  },
};

function runnable(inputs: readonly Expression[], outputs: readonly Expression[]): Runnable {
  const values = new Map<Expression, Numbers>();
  let results: Numbers[] = [];
  return {
    set: (k, data) => {
      values.set(inputs[k]!, Array.from(data, real));
    },
    execute: () => {
      results = evaluateComplex(outputs, values, calls);
    },
    get: (k, into) => into.set(results[k]!.map(([x]) => x)),
  };
}

const problems = new WeakMap<Callee, InnerProblem | Routine>();

/** The problem of an argmin, or the routine of another call. */
function boundTo(callee: Callee): InnerProblem | Routine {
  const known = problems.get(callee);
  if (known) return known;
  let problem: InnerProblem | undefined;
  const minimise = (inner: InnerProblem): Routine => {
    problem = inner;
    return () => undefined;
  };
  const isMinimiser = callee.key.startsWith("argmin");
  const routine = callee.bind(
    isMinimiser ? { ...referenceEnvironment, minimise } : referenceEnvironment,
  );
  const result = problem ?? routine;
  problems.set(callee, result);
  return result;
}

/**
 * Calls by their definition. An inner minimum is found by Newton's method in complex arithmetic, so
 * that a complex step goes through it; loops are run in real numbers.
 */
export const calls: CallRule = (node, inputs) => {
  const bound = boundTo(node.attributes.callee);
  if (typeof bound !== "function") return minimiseComplex(bound, inputs);
  if (inputs.some((input) => input.some(([, y]) => y !== 0)))
    throw new Error("a loop is run in real numbers only: unroll it for the complex step");
  const output = new Float64Array(size(node.shape));
  bound(
    inputs.map((input) => Float64Array.from(input, ([x]) => x)),
    output,
  );
  return Array.from(output, real);
};

function minimiseComplex(problem: InnerProblem, inputs: readonly Numbers[]): Numbers {
  const { variables, objective, formals } = problem;
  const blocks = calculus.hessian(objective, variables);
  const sizes = variables.map((x) => size(x.shape));
  const total = sizes.reduce((a, b) => a + b, 0);
  const hessian = concat(
    blocks.map((row, i) =>
      concat(
        row.map((block, j) => reshape(block, [sizes[i]!, sizes[j]!])),
        1,
      ),
    ),
    0,
  );
  const slope = flatten(gradients(objective, variables));
  let x: Complex[] = variables.flatMap((node) =>
    Array.from(node.attributes.initial as Float64Array, real),
  );
  for (let k = 0; k < LARGEST_ITERATION; k++) {
    const values = new Map<Expression, Numbers>(formals.map((node, i) => [node, inputs[i]!]));
    let offset = 0;
    variables.forEach((node, i) => {
      values.set(node, x.slice(offset, offset + sizes[i]!));
      offset += sizes[i]!;
    });
    const [g, h] = evaluateComplex([slope, hessian], values, calls);
    const { solution } = solveComplex(h!, g!, total, 1);
    x = x.map((value, i) => minus(value, solution[i]!));
    // Two steps after the real part stands still, the imaginary part does too.
    const moved = Math.max(0, ...solution.map(([re]) => Math.abs(re)));
    if (moved < 1e-15 && k > 3) return x;
    if (k > LARGEST_ITERATION / 2 && moved < 1e-13) return x;
  }
  throw new Error(`Newton's method found no stationary point of ${problem.name}`);
}
