import { addScaled } from "../solver/vector.ts";
import type { Bilevel } from "./bilevel.ts";

/** `steps` gradient steps of the inner level, y ← y − α ∇_y g(x, y); each on a fresh batch if `random` is given. */
export function descend(
  problem: Bilevel,
  x: Float64Array,
  start: Float64Array,
  { steps, stepSize }: { readonly steps: number; readonly stepSize: number },
  random?: () => number,
): Float64Array {
  const y = start.slice();
  for (let t = 0; t < steps; t++) {
    if (random) problem.draw(random);
    addScaled(-stepSize, problem.inner(x, y).gradient, y);
  }
  return y;
}

/**
 * `steps` steps of Nesterov's method for strongly convex g from y:
 *
 *     w = y − α ∇_y g(x, z),   z = w + (√κ−1)/(√κ+1) (w − y),   y ← w
 */
export function accelerate(
  problem: Bilevel,
  x: Float64Array,
  start: Float64Array,
  { steps, stepSize, condition }: { steps: number; stepSize: number; condition: number },
): Float64Array {
  const momentum = (Math.sqrt(condition) - 1) / (Math.sqrt(condition) + 1);
  let y = start;
  let z = start;
  for (let t = 0; t < steps; t++) {
    const { gradient } = problem.inner(x, z);
    const w = z.map((entry, i) => entry - stepSize * gradient[i]!);
    const last = y;
    z = w.map((entry, i) => entry + momentum * (entry - last[i]!));
    y = w;
  }
  return y.slice();
}
