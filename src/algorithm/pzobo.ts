import type { Algorithm, AlgorithmState } from "../solve/algorithm.ts";
import { count, countFromOne, finite, list, positive, requireOptions } from "../solver/option.ts";
import { addScaled, dot, norm } from "../solver/vector.ts";
import { normal } from "../value/random.ts";
import type { Bilevel } from "./bilevel.ts";
import { descend } from "./descend.ts";
import { bilevelAlgorithm } from "./method.ts";
import { stepSchedule } from "./soba.ts";
import { randomAt, type Stream } from "./stream.ts";

/** Options of {@link pzobo}. */
export interface PzoboOptions {
  /** N: inner gradient steps of each run. Default 10. */
  readonly innerSteps?: number;
  /** α of them. */
  readonly innerStepSize: number;
  /** μ: length of the perturbations. Default 1e-4. */
  readonly radius?: number;
  /** Q: perturbed runs an outer step. Default 1. */
  readonly samples?: number;
  /** β: outer step size, or its value at each iteration: with few samples let it decay. */
  readonly stepSize: number | ((iteration: number) => number);
  /** Seed of the perturbations. Default 1. */
  readonly seed?: number;
}

const KINDS = {
  innerSteps: count,
  innerStepSize: positive,
  radius: positive,
  samples: countFromOne,
  stepSize: stepSchedule,
  seed: finite,
};

/** Options of {@link pzoboS}. */
export interface PzoboSOptions extends PzoboOptions {
  readonly streams: readonly Stream[];
}

/** State of {@link pzobo} and {@link pzoboS}. */
export interface PzoboState extends AlgorithmState {
  readonly seed: number;
}

/**
 * PZOBO: partial zeroth-order bilevel optimization, without any second derivative. The response's
 * Jacobian is felt by runs from perturbed outer points:
 *
 *     δ_j = (y^N(x + μu_j) − y^N(x))/μ,   u_j ~ N(0, I),   j = 1 … Q
 *     x ← x − β (∇_x f + (1/Q) Σ_j ⟨δ_j, ∇_y f⟩ u_j)
 *
 * Variance about (d + 1)|∇|²/Q: with Q = 1 and constant β the iterates plateau. Choose {@link aidBio}
 * where Hessian-vector products can be had.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels
 * @see Sow, Ji & Liang 2022, On the Convergence Theory for Hessian-Free Bilevel Algorithms,
 *   arXiv 2110.07004
 */
export function pzobo(options: PzoboOptions): Algorithm<PzoboState> {
  requireOptions("pzobo", options, KINDS, ["innerStepSize", "stepSize"]);
  return zerothOrderRuns("PZOBO", options, []);
}

/**
 * PZOBO-S: {@link pzobo} with SGD inner runs. The perturbed runs see the same minibatches as the
 * unperturbed one: with others the difference would be noise over μ.
 *
 * @throws ERR_OPTION  a step size or count that makes no sense; ERR_LEVELS  other than two levels
 * @see Sow, Ji & Liang 2022, On the Convergence Theory for Hessian-Free Bilevel Algorithms,
 *   arXiv 2110.07004
 */
export function pzoboS(options: PzoboSOptions): Algorithm<PzoboState> {
  const kinds = { ...KINDS, streams: list };
  requireOptions("pzoboS", options, kinds, ["streams", "innerStepSize", "stepSize"]);
  return zerothOrderRuns("PZOBO-S", options, options.streams);
}

function zerothOrderRuns(
  name: string,
  options: PzoboOptions,
  streams: readonly Stream[],
): Algorithm<PzoboState> {
  const {
    innerSteps = 10,
    innerStepSize,
    radius = 1e-4,
    samples = 1,
    stepSize,
    seed = 1,
  } = options;
  const inner = { steps: innerSteps, stepSize: innerStepSize };
  const define = (problem: Bilevel) => ({
    init: (): PzoboState => ({
      iteration: 0,
      x: problem.start.x.slice(),
      y: problem.start.y.slice(),
      seed,
      gradientNorm: Number.NaN,
    }),
    step: ({ iteration, x, y: last, seed: own }: PzoboState): PzoboState => {
      const run = (at: Float64Array) =>
        descend(problem, at, last, inner, randomAt(own, 2 * iteration));
      const y = run(x);
      const random = randomAt(own, 2 * iteration + 1);
      problem.draw(random);
      const { x: gradient, y: slope } = problem.outer(x, y);
      const draw = normal(Math.floor(random() * 2 ** 32));
      for (let j = 0; j < samples; j++) {
        const u = x.map(() => draw());
        const moved = run(x.map((entry, i) => entry + radius * u[i]!));
        const delta = moved.map((entry, i) => (entry - y[i]!) / radius);
        addScaled(dot(delta, slope) / samples, u, gradient);
      }
      const beta = typeof stepSize === "number" ? stepSize : stepSize(iteration);
      const next = x.map((entry, i) => entry - beta * gradient[i]!);
      return { iteration: iteration + 1, x: next, y, seed: own, gradientNorm: norm(gradient) };
    },
  });
  return bilevelAlgorithm(name, define, streams);
}
