import type { Expression } from "../expression/node.ts";
import type { Algorithm } from "../solve/algorithm.ts";
import { count, list, positive, requireOptions } from "../solver/option.ts";
import { addScaled } from "../solver/vector.ts";
import { conjugateSteps } from "./conjugateSteps.ts";
import {
  type MetaOptions,
  type MetaState,
  metaAlgorithm,
  metaKinds,
  metaNeeded,
} from "./metaMethod.ts";

/** Options of {@link imaml}. */
export interface ImamlOptions extends MetaOptions {
  /** λ: strength of the tie between adapted variables and their start. */
  readonly tie: number;
  /** Conjugate-gradient steps a task. Default 5. */
  readonly adjointSteps?: number;
  /** Outer variables that the inner ones start at, in their order. Default: all outer variables. */
  readonly starts?: readonly Expression[];
}

/**
 * iMAML: meta-learning with implicit gradients. The task is solved to its minimum, tied to the start,
 * so the derivative does not depend on the path there.
 *
 *     v* = argmin_v l_S(v) + (λ/2) |v − w|²,   ∇L = (I + ∇²l_S(v*)/λ)⁻¹ ∇l_D(v*)
 *
 * The tie is added by the method: give it the levels of {@link maml}. Memory does not grow with N.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels, or a start
 *   that is not decided at the outer one; ERR_SHAPE
 * @see Rajeswaran, Finn, Kakade & Levine 2019, Meta-Learning with Implicit Gradients, arXiv 1909.04630
 */
export function imaml(options: ImamlOptions): Algorithm<MetaState> {
  requireOptions(
    "imaml",
    options,
    { ...metaKinds, tie: positive, adjointSteps: count, starts: list },
    ["tie", ...metaNeeded],
  );
  const { innerSteps = 1, innerStepSize, tie, adjointSteps = 5 } = options;
  return metaAlgorithm("iMAML", options, options.starts, (problem, x, layout) => {
    const start = layout.startOf(x);
    const y = start.slice();
    for (let t = 0; t < innerSteps; t++) {
      const { gradient } = problem.inner(x, y);
      for (let i = 0; i < y.length; i++)
        y[i]! -= innerStepSize * (gradient[i]! + tie * (y[i]! - start[i]!));
    }
    const f = problem.outer(x, y);
    const curvature = (v: Float64Array) => {
      const product = problem.hessian(x, y, v);
      addScaled(tie, v, product);
      return product;
    };
    const adjoint = conjugateSteps(curvature, f.y, adjointSteps);
    addScaled(-1, problem.cross(x, y, adjoint), f.x);
    layout.addTo(f.x, tie, adjoint);
    return { gradient: f.x, y };
  });
}
