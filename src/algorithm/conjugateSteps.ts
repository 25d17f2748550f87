import { conjugateGradient } from "../solver/linear/conjugateGradient.ts";

/** `steps` conjugate-gradient steps on A v = b from a guess; `multiply` returns A v in a new vector. */
export function conjugateSteps(
  multiply: (v: Float64Array) => Float64Array,
  b: Float64Array,
  steps: number,
  x0?: Float64Array,
): Float64Array {
  const solver = conjugateGradient({ maxIterations: steps });
  return solver.solve((v, into) => into.set(multiply(v)), b, { x0 }).x;
}
