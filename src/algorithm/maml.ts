import type { Expression } from "../expression/node.ts";
import type { Algorithm } from "../solve/algorithm.ts";
import { list, object, requireOptions } from "../solver/option.ts";
import { trajectory, walkBack } from "./itdBio.ts";
import {
  type MetaOptions,
  type MetaState,
  metaAlgorithm,
  metaKinds,
  metaNeeded,
} from "./metaMethod.ts";

/** Options of {@link maml}. */
export interface MamlOptions extends MetaOptions {
  /** Outer variables that the inner ones start at, in their order. Default: all outer variables. */
  readonly starts?: readonly Expression[];
}

/**
 * Multi-step MAML: a start w from which N gradient steps solve each task well.
 *
 *     v⁰ = w,   vʲ⁺¹ = vʲ − α ∇l_i(vʲ)
 *     ∇L_i = Π_j (I − α ∇²l_i(vʲ)) ∇l_i(v^N),   w ← w − β mean_i ∇L_i
 *
 * As two levels: the outer one decides w and minimises the query loss of v, the inner one decides v
 * and minimises the support loss; both read the task's parameters. The products cost 2N gradients a
 * task; no Hessian. Where tasks are not convex let α shrink like 1/N: with a fixed α the factors grow like
 * (1 + α|λ|)^N (test/algorithm/maml.test.ts, docs/methods.md). Choose {@link anil} where adapting the last
 * layer is enough, {@link imaml} where N is large.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels, or a start
 *   that is not decided at the outer one; ERR_SHAPE
 * @see Finn, Abbeel & Levine 2017, Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks; Ji, Yang
 *   & Liang 2022, Theoretical Convergence of Multi-Step Model-Agnostic Meta-Learning, arXiv 2002.07836
 */
export function maml(options: MamlOptions): Algorithm<MetaState> {
  requireOptions("maml", options, { ...metaKinds, starts: list }, metaNeeded);
  return adapting("MAML", options, options.starts);
}

/** Options of {@link anil}. */
export interface AnilOptions extends MetaOptions {
  /** The outer variables that are adapted, in the order of the inner level's: the head's start. */
  readonly head: Expression | readonly Expression[];
}

/**
 * ANIL: almost no inner loop. Only the head adapts to a task; the body φ is shared.
 *
 *     v⁰ = w,   vᵐ⁺¹ = vᵐ − α ∇_v L_S(vᵐ, φ)
 *     ∂/∂w = Π_m (I − α ∇²_v L_S(vᵐ, φ)) ∇_v L_D(v^N, φ)
 *     ∂/∂φ = ∇_φ L_D − α Σ_m ∇_φ∇_v L_S(vᵐ, φ) Π_{j>m} (I − α ∇²_v L_S(vʲ, φ)) ∇_v L_D(v^N, φ)
 *
 * With a strongly convex head larger N helps; with a nonconvex one keep it small, and α like 1/N
 * (`npm run bench -- methods meta`).
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels, or a start
 *   that is not decided at the outer one; ERR_SHAPE
 * @see Raghu, Raghu, Bengio & Vinyals 2020, Rapid Learning or Feature Reuse?, arXiv 1909.09157; Ji, Lee, Liang &
 *   Poor 2020, Convergence of Meta-Learning with Task-Specific Adaptation over Partial Parameters,
 *   arXiv 2006.09486
 */
export function anil(options: AnilOptions): Algorithm<MetaState> {
  requireOptions("anil", options, { ...metaKinds, head: object }, ["head", ...metaNeeded]);
  const { head, ...rest } = options;
  return adapting("ANIL", rest, Array.isArray(head) ? head : [head as Expression]);
}

function adapting(
  name: string,
  options: MetaOptions,
  starts: readonly Expression[] | undefined,
): Algorithm<MetaState> {
  const { innerSteps = 1, innerStepSize } = options;
  return metaAlgorithm(name, options, starts, (problem, x, layout) => {
    const path = trajectory(problem, x, layout.startOf(x), innerSteps, innerStepSize);
    const { gradient, adjoint } = walkBack(problem, x, path, innerStepSize, innerSteps);
    // What is left at the start of the loop is the derivative by the start itself.
    layout.addTo(gradient, 1, adjoint);
    return { gradient, y: path[innerSteps]! };
  });
}
