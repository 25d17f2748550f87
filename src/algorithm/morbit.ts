import type { Level } from "../level/level.ts";
import type { AlgorithmState, Method } from "../solve/algorithm.ts";
import { positive, requireOptions, count as whole } from "../solver/option.ts";
import { addScaled, move, norm } from "../solver/vector.ts";
import { Bilevel } from "./bilevel.ts";
import { conjugateSteps } from "./conjugateSteps.ts";
import { methodOf } from "./method.ts";
import { ontoSimplex, type Prox, proxKind } from "./prox.ts";
import { requireAlike } from "./requireAlike.ts";

/** Options of {@link morbit}. */
export interface MorbitOptions {
  /** β: inner gradient step, one an iteration. */
  readonly innerStepSize: number;
  /** α: step of x. */
  readonly stepSize: number;
  /** γ: step of the weights. */
  readonly weightStepSize: number;
  /** Conjugate-gradient steps of each objective's adjoint, warm-started. Default 5. */
  readonly adjointSteps?: number;
  /** The set x is projected onto. Default: everywhere. */
  readonly feasible?: Prox;
}

/** State of {@link morbit}; y holds the objectives' inner variables one after the other. */
export interface MorbitState extends AlgorithmState {
  readonly adjoint: Float64Array;
  /** λ on the simplex: how much each objective counts. */
  readonly weights: Float64Array;
  /** f_i where the last step began. */
  readonly values: Float64Array;
}

/**
 * MORBiT: min-max robust multi-objective bilevel optimization, in a single loop.
 *
 *     min_x max_{λ∈Δ} Σ λ_i f_i(x, y_i*(x)),   y_i*(x) = argmin g_i(x, y_i)
 *     y_i ← y_i − β ∇g_i,   x ← Proj(x − α Σ λ_i ∇̂f_i),   λ ← Proj_Δ(λ + γ f)
 *
 * Finds the x whose worst objective is best. The weights move by the values: with γ too large they
 * circle.
 *
 * @param objectives  the two levels of each; all outer levels decide the same x
 * @throws ERR_LEVELS, ERR_OPTION  no objective, or outer levels that decide different numbers of variables
 * @see Gu, Lu, Ram & Weng 2023, Min-Max Multi-objective Bilevel Optimization with Applications in Robust
 *   Machine Learning, arXiv 2203.01924
 */
export function morbit(
  objectives: readonly (readonly Level[])[],
  options: MorbitOptions,
): Method<MorbitState> {
  requireOptions(
    "morbit",
    options,
    {
      innerStepSize: positive,
      stepSize: positive,
      weightStepSize: positive,
      adjointSteps: whole,
      feasible: proxKind,
    },
    ["innerStepSize", "stepSize", "weightStepSize"],
  );
  const { innerStepSize, stepSize, weightStepSize, adjointSteps = 5, feasible } = options;
  const problems = objectives.map((levels) => new Bilevel("MORBiT", levels, {}));
  requireAlike("morbit", problems, ["x"]);
  const count = problems.length;
  const init = (): MorbitState => {
    const y = Float64Array.from(problems.flatMap(({ start }) => [...start.y]));
    return {
      iteration: 0,
      x: problems[0]!.start.x.slice(),
      y,
      adjoint: new Float64Array(y.length),
      weights: new Float64Array(count).fill(1 / count),
      values: new Float64Array(count).fill(Number.NaN),
      gradientNorm: Number.NaN,
    };
  };
  const step = (state: MorbitState): MorbitState => {
    const { x, weights } = state;
    const [y, adjoint] = [state.y.slice(), state.adjoint.slice()];
    const direction = new Float64Array(x.length);
    const values = new Float64Array(count);
    let offset = 0;
    problems.forEach((problem, i) => {
      const end = offset + problem.start.y.length;
      const own = y.subarray(offset, end);
      addScaled(-innerStepSize, problem.inner(x, own).gradient, own);
      const f = problem.outer(x, own);
      const multiply = (v: Float64Array) => problem.hessian(x, own, v);
      const v = conjugateSteps(multiply, f.y, adjointSteps, adjoint.subarray(offset, end));
      adjoint.set(v, offset);
      move(f.x, -1, problem.cross(x, own, v), f.x);
      addScaled(weights[i]!, f.x, direction);
      values[i] = f.value;
      offset = end;
    });
    const moved = x.map((entry, i) => entry - stepSize * direction[i]!);
    const next = feasible ? feasible.map(moved, stepSize) : moved;
    return {
      iteration: state.iteration + 1,
      x: next,
      y,
      adjoint,
      weights: ontoSimplex(weights.map((entry, i) => entry + weightStepSize * values[i]!)),
      values,
      gradientNorm: norm(x.map((entry, i) => (entry - next[i]!) / stepSize)),
    };
  };
  return methodOf("MORBiT", { init, step });
}
