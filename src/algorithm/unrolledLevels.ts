import { fail } from "../error/fail.ts";
import { place } from "../hypergradient/hypergradient.ts";
import { itd } from "../hypergradient/itd.ts";
import { hierarchyOf } from "../level/hierarchies.ts";
import { Session } from "../level/session.ts";
import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { count, type Kind, positive, requireOptions } from "../solver/option.ts";
import { norm } from "../solver/vector.ts";
import { methodOf } from "./method.ts";
import type { Prox } from "./prox.ts";
import { proxKind } from "./prox.ts";

/** Options of {@link unrolledLevels}. */
export interface UnrolledLevelsOptions {
  /** T_i: steps of each level below the outermost, outermost first; one number for all. */
  readonly innerSteps: number | readonly number[];
  /** α_i of them; one number for all. */
  readonly innerStepSize: number | readonly number[];
  /** β: step of the outermost level. */
  readonly stepSize: number;
  /** The set x is projected onto. Default: everywhere. */
  readonly feasible?: Prox;
}

/** State of {@link unrolledLevels}. */
export interface UnrolledLevelsState extends AlgorithmState {
  /** F̃₁, the objective with every level unrolled, where the last step began. */
  readonly value: number;
}

/**
 * The n-level unrolled method: each level is T_i gradient steps on its own objective with the levels
 * below unrolled in turn, and the outermost one descends the gradient of what results:
 *
 *     x_i⁽ᵗ⁺¹⁾ = x_i⁽ᵗ⁾ − α_i ∇F̃_i(x_i⁽ᵗ⁾),   F̃_i = f_i with x_{i+1} = x_{i+1}⁽ᵀ⁾(x_1, …, x_i), …
 *     x₁ ← Proj(x₁ − β ∇F̃₁(x₁)),   derivatives carried forward along the steps
 *
 * For T → ∞ the minimisers of F̃₁ tend to those of the hierarchy; at finite T they are another
 * problem's. The work is Π T_i. The baseline that exact methods are measured against: choose `solve`
 * without an algorithm instead.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense, or other than one entry for each inner level
 * @see Sato, Tanaka & Takeda 2021, A Gradient Method for Multilevel Optimization, arXiv 2105.13954
 */
export function unrolledLevels(options: UnrolledLevelsOptions): Algorithm<UnrolledLevelsState> {
  requireOptions(
    "unrolledLevels",
    options,
    {
      innerSteps: eachOf(count),
      innerStepSize: eachOf(positive),
      stepSize: positive,
      feasible: proxKind,
    },
    ["innerSteps", "innerStepSize", "stepSize"],
  );
  const { innerSteps, innerStepSize, stepSize, feasible } = options;
  const name = "unrolled levels";
  return {
    name,
    on: (levels, at) => {
      const hierarchy = hierarchyOf(levels);
      const below = hierarchy.ranks.length - 1;
      const steps = spread("innerSteps", innerSteps, below);
      const sizes = spread("innerStepSize", innerStepSize, below);
      const estimates = hierarchy.ranks.map((_, k) => {
        const i = Math.min(k, below - 1);
        return itd({ mode: "forward", steps: steps[i] ?? 0, stepSize: sizes[i] ?? 1 });
      });
      const session = new Session(hierarchy, estimates);
      place(session, at ?? {});
      const start = session.below(0);
      const flat = (parts: readonly Float64Array[]) =>
        Float64Array.from(parts.flatMap((part) => [...part]));
      const method = methodOf<UnrolledLevelsState>(name, {
        init: () => ({
          iteration: 0,
          x: start[0]!.slice(),
          y: flat(start.slice(1)),
          value: Number.NaN,
          gradientNorm: Number.NaN,
        }),
        step: ({ iteration, x }) => {
          session.restore(0, [x, ...start.slice(1)]);
          const running = session.estimators[0]!.answer(1);
          let turn = running.next();
          while (!turn.done) turn = running.next();
          const { value, gradient } = turn.value;
          const moved = x.map((entry, i) => entry - stepSize * gradient![i]!);
          const next = feasible ? feasible.map(moved, stepSize) : moved;
          const gradientNorm = norm(x.map((entry, i) => (entry - next[i]!) / stepSize));
          const y = flat(session.below(1));
          return { iteration: iteration + 1, x: next, y, value, gradientNorm };
        },
      });
      return { ...method, cost: () => ({ unrolledSteps: session.cost.unrolledSteps }) };
    },
  };
}

/** One entry for each level below the outermost. @throws ERR_OPTION  another number of them */
function spread(option: string, given: number | readonly number[], count: number): number[] {
  const list = typeof given === "number" ? new Array<number>(count).fill(given) : [...given];
  if (list.length !== count)
    fail("ERR_OPTION", {
      operation: "unrolledLevels",
      option,
      given,
      expected: `a number, or ${count} of them, one for each level below the outermost`,
    });
  return list;
}

/** One for all, or one for each level. */
function eachOf([expected, accepts]: Kind): Kind {
  return [
    `${expected}, or an array of them`,
    (given) => (Array.isArray(given) ? given.every(accepts) : accepts(given)),
  ];
}
