import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { count, finite, list, oneOf, positive, requireOptions } from "../solver/option.ts";
import { norm } from "../solver/vector.ts";
import type { Bilevel } from "./bilevel.ts";
import { bilevelAlgorithm } from "./method.ts";
import { randomAt, type Stream } from "./stream.ts";

/** Options of {@link sama}. */
export interface SamaOptions {
  /** Where the minibatches of f and g come from; without streams the method is deterministic. */
  readonly streams?: readonly Stream[];
  /** Seed of all draws. Default 1. */
  readonly seed?: number;
  /** The inner optimiser, whose update is differentiated. Default "adam". */
  readonly optimiser?: "sgd" | "adam";
  /** T: inner steps an outer step. Default 10. */
  readonly innerSteps?: number;
  /** Learning rate of the inner optimiser. */
  readonly innerStepSize: number;
  /** β: outer step size. */
  readonly stepSize: number;
  /** Length of the perturbation along which the cross derivative is a central difference. Default 1e-3. */
  readonly radius?: number;
}

const KINDS = {
  streams: list,
  seed: finite,
  optimiser: oneOf("sgd", "adam"),
  innerSteps: count,
  innerStepSize: positive,
  stepSize: positive,
  radius: positive,
};

/** State of {@link sama}. */
export interface SamaState extends AlgorithmState {
  readonly seed: number;
  /** Adam's moments of the inner gradient; zeros for SGD. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Inner steps so far. */
  readonly innerIteration: number;
}

const DECAY_FIRST = 0.9;
const DECAY_SECOND = 0.999;
const EPSILON = 1e-8;

/**
 * SAMA: scalable meta-learning with arbitrary optimisers. The inverse Hessian is replaced by the
 * identity, the inner optimiser's own scaling takes its place, and no second derivative is formed:
 *
 *     v = (∂u/∂∇g) ⊙ ∇_y f,   u the update of the inner optimiser
 *     x ← x − β (∇_x f − [∇_x g(x, y + εv) − ∇_x g(x, y − εv)]/2ε),   ε = radius/|v|
 *
 * Four first-order passes a step, whatever the sizes. The direction is not the gradient: its cosine
 * with it is what counts, and it is 1 where ∇²_y g is a multiple of the identity (for "sgd").
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels
 * @see Choe, Mehta, Ahn, Neiswanger, Xie, Strubell & Xing 2023, Making Scalable Meta Learning Practical,
 *   arXiv 2310.05674
 */
export function sama(options: SamaOptions): Algorithm<SamaState> {
  requireOptions("sama", options, KINDS, ["innerStepSize", "stepSize"]);
  const { streams = [], seed = 1, innerSteps = 10, innerStepSize, stepSize } = options;
  const { optimiser = "adam", radius = 1e-3 } = options;
  const isAdam = optimiser === "adam";
  const define = (problem: Bilevel) => ({
    init: (): SamaState => ({
      iteration: 0,
      x: problem.start.x.slice(),
      y: problem.start.y.slice(),
      first: new Float64Array(problem.start.y.length),
      second: new Float64Array(problem.start.y.length),
      innerIteration: 0,
      seed,
      gradientNorm: Number.NaN,
    }),
    step: (state: SamaState): SamaState => {
      const random = randomAt(state.seed, state.iteration);
      const { x } = state;
      const [y, first, second] = [state.y.slice(), state.first.slice(), state.second.slice()];
      let { innerIteration } = state;
      let slope = adaptation(y, 1);
      for (let t = 0; t < innerSteps; t++) {
        problem.draw(random);
        const { gradient } = problem.inner(x, y);
        innerIteration++;
        const moved = isAdam
          ? adamStep(gradient, first, second, innerIteration)
          : { update: gradient, slope };
        slope = moved.slope;
        for (let i = 0; i < y.length; i++) y[i]! -= innerStepSize * moved.update[i]!;
      }
      problem.draw(random);
      const f = problem.outer(x, y);
      const v = f.y.map((entry, i) => innerStepSize * slope[i]! * entry);
      const direction = f.x;
      const size = norm(v);
      if (size > 0) {
        const epsilon = radius / size;
        const ahead = problem.innerByOuter(
          x,
          y.map((entry, i) => entry + epsilon * v[i]!),
        );
        const behind = problem.innerByOuter(
          x,
          y.map((entry, i) => entry - epsilon * v[i]!),
        );
        for (let i = 0; i < x.length; i++)
          direction[i]! -= (ahead[i]! - behind[i]!) / (2 * epsilon);
      }
      return {
        ...state,
        iteration: state.iteration + 1,
        x: x.map((entry, i) => entry - stepSize * direction[i]!),
        y,
        first,
        second,
        innerIteration,
        gradientNorm: norm(direction),
      };
    },
  });
  return bilevelAlgorithm("SAMA", define, streams);
}

const adaptation = (like: Float64Array, value: number): Float64Array =>
  new Float64Array(like.length).fill(value);

/** Adam's update in units of its learning rate, and the update's derivative by the gradient; renews the moments. */
export function adamStep(
  gradient: Float64Array,
  first: Float64Array,
  second: Float64Array,
  iteration: number,
): { update: Float64Array; slope: Float64Array } {
  const update = new Float64Array(gradient.length);
  const slope = new Float64Array(gradient.length);
  const [c1, c2] = [1 - DECAY_FIRST ** iteration, 1 - DECAY_SECOND ** iteration];
  gradient.forEach((g, i) => {
    first[i] = DECAY_FIRST * first[i]! + (1 - DECAY_FIRST) * g;
    second[i] = DECAY_SECOND * second[i]! + (1 - DECAY_SECOND) * g * g;
    const [m, root] = [first[i]! / c1, Math.sqrt(second[i]! / c2)];
    update[i] = m / (root + EPSILON);
    const byFirst = (1 - DECAY_FIRST) / c1 / (root + EPSILON);
    const bySecond =
      root > 0 ? (m * (1 - DECAY_SECOND) * g) / (c2 * root * (root + EPSILON) ** 2) : 0;
    slope[i] = byFirst - bySecond;
  });
  return { update, slope };
}
