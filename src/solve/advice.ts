import type { Status } from "../solver/stop.ts";

/** A sentence for every status: what to do about it. */
export const advice: Readonly<Record<Status, string>> = {
  converged: "",
  stalled:
    "No step along the descent direction lowers the objective: check the gradient, or rescale the variables.",
  "max-iterations":
    "Raise maxIterations, or loosen tolerance if gradientNorm is small enough for you.",
  aborted: "The run was ended from outside: this is the best point so far.",
};
