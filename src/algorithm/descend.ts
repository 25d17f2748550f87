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
 * `steps` steps of Nesterov's method for a strongly convex function with the given gradient, from y:
 *
 *     w = z − α ∇(z),   z⁺ = w + (√κ−1)/(√κ+1) (w − y),   y⁺ = w
 */
export function nesterov(
  gradient: (z: Float64Array) => Float64Array,
  start: Float64Array,
  { steps, smoothness, convexity }: { steps: number; smoothness: number; convexity: number },
): Float64Array {
  const root = Math.sqrt(smoothness / convexity);
  const momentum = (root - 1) / (root + 1);
  let y = start;
  let z = start;
  for (let t = 0; t < steps; t++) {
    const slope = gradient(z);
    const w = z.map((entry, i) => entry - slope[i]! / smoothness);
    const last = y;
    z = w.map((entry, i) => entry + momentum * (entry - last[i]!));
    y = w;
  }
  return y.slice();
}
