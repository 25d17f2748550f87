import { accept, begin, type Descent, finished, report } from "./descent.ts";
import { lineSearch } from "./lineSearch.ts";
import { countFromOne, requireOptions } from "./option.ts";
import type { Minimisation, Solver } from "./solver.ts";
import { type Limits, limits } from "./stop.ts";
import { addScaled, dot, largest } from "./vector.ts";

/** Options of {@link lbfgs}. */
export interface LbfgsOptions {
  /** Pairs of steps and gradient changes that are kept. Default 10. */
  readonly memory?: number | undefined;
}

const MOST_ITERATIONS = 2000;

/** A step s, the change of gradient y it made, and 1/(sᵀy). */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

/**
 * Limited-memory BFGS with the Wolfe line search of Hager and Zhang: gradients only, for many variables.
 *
 * Converges linearly, fast on smooth problems of moderate condition; choose {@link newton} when the Hessian can be
 * factored. It cannot tell a saddle from a minimum: `curvature` is not in its outcome. Cost per iteration: one to two
 * gradients and 4·memory·n multiplications.
 *
 * @throws ERR_NOT_FINITE  the objective is not finite at the start
 * @see Nocedal & Wright 2006, Algorithms 7.4 and 7.5
 *
 * @example
 * ```ts
 * import { cosh, lbfgs, minimize, solveSync, variable } from "echelon";
 *
 * const w = variable("w", new Float64Array(500));
 * const objective = cosh(w.sub(2)).sum();
 * const solution = solveSync([minimize(w, objective, { solver: lbfgs({ memory: 5 }) })]);
 * solution.objective; // → 500
 * ```
 */
export function lbfgs(options: LbfgsOptions = {}): Solver {
  requireOptions("lbfgs", options, { memory: countFromOne });
  const { memory = 10 } = options;
  return {
    name: "lbfgs",
    order: 1,
    minimise: (start, rules = {}) =>
      minimise(start, limits(rules, MOST_ITERATIONS), memory, rules.diagonal),
  };
}

function* minimise(
  start: Float64Array,
  rules: Limits,
  memory: number,
  diagonal: Float64Array | undefined,
): Minimisation {
  const descent = yield* begin(start, "lbfgs");
  yield report(descent, 0);
  const pairs: Pair[] = [];
  let improved = true;
  for (;;) {
    const done = yield* finished(descent, rules, improved);
    if (done) return done;
    const direction = descentDirection(descent, pairs, diagonal);
    const slope = dot(descent.gradient, direction);
    const line = { x: descent.x, direction, value: descent.value, slope };
    const found =
      slope < 0 ? yield* lineSearch(line, diagonal ? 1 : firstStep(descent, pairs)) : undefined;
    if (found === undefined) {
      // A direction from old curvature may be useless where the steepest one is not.
      improved = pairs.length > 0;
      pairs.length = 0;
      continue;
    }
    const pair = difference(descent, found.point, found.known.gradient);
    if (pair) pairs.push(pair);
    if (pairs.length > memory) pairs.shift();
    yield accept(descent, found.point, found.known);
  }
}

/** A start this close to 0 says nothing of the size of the variables; the search would not get far enough from it. */
const NOTHING = 1e-30;

/** A full step once curvature is known; before that one that moves no coordinate by more than its size, or 1. */
function firstStep({ x, gradient }: Descent, pairs: readonly Pair[]): number {
  if (pairs.length > 0) return 1;
  const size = largest(x);
  return (size > NOTHING ? 0.1 * size : 1) / largest(gradient);
}

/** Undefined where the line was not convex enough to learn from. */
function difference(
  descent: Descent,
  point: Float64Array,
  gradient: Float64Array,
): Pair | undefined {
  const s = point.slice();
  const y = gradient.slice();
  addScaled(-1, descent.x, s);
  addScaled(-1, descent.gradient, y);
  const product = dot(s, y);
  return product > Number.EPSILON * dot(y, y) ? { s, y, rho: 1 / product } : undefined;
}

/** −(approximate inverse Hessian)·∇f by the two-loop recursion, from γ·D⁻¹. */
function descentDirection(
  { gradient }: Descent,
  pairs: readonly Pair[],
  diagonal: Float64Array | undefined,
): Float64Array {
  const direction = new Float64Array(gradient.length);
  addScaled(-1, gradient, direction);
  const weights: number[] = [];
  for (const { s, y, rho } of pairs.toReversed()) {
    const weight = rho * dot(s, direction);
    weights.push(weight);
    addScaled(-weight, y, direction);
  }
  const latest = pairs.at(-1);
  if (diagonal)
    for (let i = 0; i < direction.length; i++) direction[i] = direction[i]! / diagonal[i]!;
  if (latest) {
    const { y, rho } = latest;
    const scaled = diagonal ? y.map((entry, i) => entry / diagonal[i]!) : y;
    const scale = 1 / (rho * dot(y, scaled));
    for (let i = 0; i < direction.length; i++) direction[i] = scale * direction[i]!;
  }
  for (const { s, y, rho } of pairs) {
    addScaled(weights.pop()! - rho * dot(y, direction), s, direction);
  }
  return direction;
}
