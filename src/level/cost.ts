/** How much work was done; counts of evaluations, not of flops. */
export interface Cost {
  /** Values of a level's objective without derivatives. */
  values: number;
  /** Total gradients, at any level. */
  gradients: number;
  /** Total Hessians, at any level. */
  hessians: number;
  /** Products of a Hessian or a cross derivative with a vector. */
  hessianVectorProducts: number;
  /** Factorisations of a level's total Hessian. */
  factorizations: number;
  /** Steps of stacked Newton on several levels at once. */
  stackedSteps: number;
  /** Times the end of stacked Newton was not accepted and nested solving took over. */
  fallbacks: number;
  /** Times a level was solved by itself. */
  innerSolves: number;
  /** Steps of unrolled inner loops. */
  unrolledSteps: number;
}

export function noCost(): Cost {
  return {
    values: 0,
    gradients: 0,
    hessians: 0,
    hessianVectorProducts: 0,
    factorizations: 0,
    stackedSteps: 0,
    fallbacks: 0,
    innerSolves: 0,
    unrolledSteps: 0,
  };
}
