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

/** For a run that was aborted before it had one finished evaluation. */
export const endedBeforeStart =
  "The run was ended before its start was evaluated: objective is the outermost one where the variables are, no level has responded, and gradientNorm is not known (NaN).";

/** For a published method whose iterates left the numbers. */
export const diverged =
  "The method diverged: this is the best point on its way. Choose smaller step sizes, the inner ones first.";
