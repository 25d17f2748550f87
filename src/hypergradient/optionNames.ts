/**
 * The names of solve's options. hypergradient takes them all, so that one object serves both, and uses `at` and
 * `method`.
 */
export const optionNames =
  "at method algorithm tolerance maxIterations timeLimit signal onIteration throwIfNotConverged";
