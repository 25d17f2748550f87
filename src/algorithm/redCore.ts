import { fail } from "../error/fail.ts";
import type { AlgorithmState, Method } from "../solve/algorithm.ts";
import {
  callable,
  countFromOne,
  fraction,
  nonnegative,
  positive,
  requireOptions,
} from "../solver/option.ts";
import { norm } from "../solver/vector.ts";
import { methodOf } from "./method.ts";

/** Options of {@link redCore}. */
export interface RedCoreOptions {
  /** Number of modalities. */
  readonly modalities: number;
  /** The modalities' losses under the given weights: one round of training, or a model of it. */
  readonly losses: (weights: Float64Array) => ArrayLike<number>;
  /** η: step of the weights. Default 0.05. */
  readonly stepSize?: number;
  /** Share of the old running mean that is kept. Default 0.9. */
  readonly memory?: number;
  /** Least weight before normalisation. Default 0.01. */
  readonly least?: number;
}

/** State of {@link redCore}: x holds the weights, y the running means of the losses. */
export type RedCoreState = AlgorithmState;

/**
 * The modality-weight dynamics of RedCore: modalities that learn slowly get more weight.
 *
 *     ℓ̄_m ← ρ ℓ̄_m + (1−ρ) ℓ_m,   r_m = (mean ℓ̄ − ℓ̄_m)/mean ℓ̄,   β ← normalise(max(β − η r, least))
 *
 * At rest all losses are equal. No hypergradient is involved, and RedCore's features are not part of
 * this: only how its weights move.
 *
 * @throws ERR_OPTION  a setting that makes no sense, or another number of losses
 * @see Sun et al. 2024, RedCore: Relative Advantage Aware Cross-modal Representation Learning
 *   for Missing Modalities with Imbalanced Missing Rates, arXiv 2312.10386
 */
export function redCore(options: RedCoreOptions): Method<RedCoreState> {
  requireOptions(
    "redCore",
    options,
    {
      modalities: countFromOne,
      losses: callable,
      stepSize: positive,
      memory: fraction,
      least: nonnegative,
    },
    ["modalities", "losses"],
  );
  const { modalities, losses, stepSize = 0.05, memory = 0.9, least = 0.01 } = options;
  const init = (): RedCoreState => {
    const x = new Float64Array(modalities).fill(1 / modalities);
    const y = Float64Array.from(losses(x));
    if (y.length !== modalities)
      fail("ERR_OPTION", {
        operation: "redCore",
        option: "losses",
        given: losses,
        expected: `a function that returns ${modalities} numbers, and not ${y.length}`,
      });
    return { iteration: 0, x, y, gradientNorm: Number.NaN };
  };
  const step = ({ iteration, x, y }: RedCoreState): RedCoreState => {
    const now = losses(x);
    const running = y.map((entry, m) => memory * entry + (1 - memory) * now[m]!);
    const mean = running.reduce((sum, entry) => sum + entry / modalities, 0);
    const advantage = running.map((entry) => (mean - entry) / mean);
    const moved = x.map((entry, m) => Math.max(least, entry - stepSize * advantage[m]!));
    const total = moved.reduce((sum, entry) => sum + entry, 0);
    const next = moved.map((entry) => entry / total);
    return { iteration: iteration + 1, x: next, y: running, gradientNorm: norm(advantage) };
  };
  return methodOf("RedCore weights", { init, step });
}
