/** A symmetric matrix that is only known by its products: `into` = A·v. `into` never is `v`. */
export type Multiply = (v: Float64Array, into: Float64Array) => void;

/** What a linear solver found for A·x = b. */
export interface LinearResult {
  /** The last iterate. */
  readonly x: Float64Array;
  /** |b − A·x| in the Euclidean norm, computed from x and not from a recurrence. */
  readonly residualNorm: number;
  /** Iterations that went into x. */
  readonly iterations: number;
  /** Products A·v made in all, the ones for the residual included. */
  readonly products: number;
  /** `"stalled"`: a direction without curvature, or the residual no longer falls. */
  readonly status: "converged" | "max-iterations" | "stalled";
  /** A direction v with vᵀAv < 0 was met: A is not the Hessian of a minimum. */
  readonly negativeCurvature?: boolean;
}

/** Where a linear solver may begin, and what makes it faster. */
export interface LinearStart {
  /** A guess; zero otherwise. The solver works on the correction to it. */
  readonly x0?: Float64Array | undefined;
  /** into ≈ A⁻¹·v, for solvers that can use it and were given none of their own. */
  readonly preconditioner?: Multiply | undefined;
}

/** Solves A·x = b for a symmetric A, so that the forward and the adjoint system are one and the same call. */
export interface LinearSolver {
  readonly name: string;
  solve(multiply: Multiply, b: Float64Array, start?: LinearStart): LinearResult;
}
