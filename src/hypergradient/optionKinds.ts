import {
  callable,
  countLimit,
  flag,
  type Kind,
  nonnegative,
  object,
  unchecked,
} from "../solver/option.ts";

type Names =
  | "at"
  | "method"
  | "algorithm"
  | "tolerance"
  | "maxIterations"
  | "timeLimit"
  | "signal"
  | "onIteration"
  | "throwIfNotConverged";

/**
 * What the options of solve must be. hypergradient takes them all, so that one object serves both, and uses `at` and
 * `method`; the method is looked at where it is used.
 */
export const optionKinds: Readonly<Record<Names, Kind>> = {
  at: ["values by name, { name: value }", object[1]],
  method: unchecked,
  algorithm: [
    "one of echelon/algorithm",
    (given) => typeof (given as { on?: unknown } | null)?.on === "function",
  ],
  tolerance: nonnegative,
  maxIterations: countLimit,
  timeLimit: ["milliseconds ≥ 0", nonnegative[1]],
  signal: [
    "an AbortSignal",
    (given) => typeof (given as { aborted?: unknown } | null)?.aborted === "boolean",
  ],
  onIteration: callable,
  throwIfNotConverged: flag,
};
