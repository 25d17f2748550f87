import "./expression/methods.ts";

export { grad, hessian, hvp, jacobian, jvp, vjp } from "./derivative/derivatives.ts";
export { EchelonError } from "./error/echelonError.ts";
export type { ErrorCode, Facts } from "./error/facts.ts";
export * from "./expression/function/elementwise.ts";
export * from "./expression/function/matrix.ts";
export * from "./expression/function/reduction.ts";
export * from "./expression/function/shaping.ts";
export { constant, type Operand, parameter, type ShapeOnly, variable } from "./expression/lift.ts";
export { Expression } from "./expression/node.ts";
export { type ArgminOptions, argmax, argmin } from "./expression/operator/argmin.ts";
export { type ExternalFunction, external } from "./expression/operator/external.ts";
export { type AidOptions, aid } from "./hypergradient/aid.ts";
export {
  type FiniteDifferenceOptions,
  finiteDifference,
} from "./hypergradient/finiteDifference.ts";
export {
  type Hypergradient,
  type HypergradientOptions,
  hypergradient,
} from "./hypergradient/hypergradient.ts";
export { type ImplicitOptions, implicit } from "./hypergradient/implicit.ts";
export {
  type ForwardItdOptions,
  type ItdOptions,
  itd,
  type ReverseItdOptions,
} from "./hypergradient/itd.ts";
export { type ZerothOrderOptions, zerothOrder } from "./hypergradient/zerothOrder.ts";
export { compile, evaluate } from "./level/compile.ts";
export type { Cost } from "./level/cost.ts";
export { type Drawing, drawing as drawLevels } from "./level/drawing.ts";
export type { Estimate } from "./level/estimate.ts";
export { type Level, type LevelOptions, maximize, minimize } from "./level/level.ts";
export { stackedNewton } from "./level/stackedNewton.ts";
export type { Program } from "./program/program.ts";
export type { SolveOptions } from "./solve/options.ts";
export type { Iteration, LevelReport, Solution } from "./solve/solution.ts";
export { solve, solveSync } from "./solve/solve.ts";
export { type AdamOptions, adam } from "./solver/adam.ts";
export { type GradientDescentOptions, gradientDescent } from "./solver/gradientDescent.ts";
export { type LbfgsOptions, lbfgs } from "./solver/lbfgs.ts";
export {
  type ConjugateGradientOptions,
  conjugateGradient,
} from "./solver/linear/conjugateGradient.ts";
export { diagonalPreconditioner } from "./solver/linear/diagonalPreconditioner.ts";
export { type MinresOptions, minres } from "./solver/linear/minres.ts";
export { type NeumannOptions, neumann } from "./solver/linear/neumann.ts";
export type {
  LinearResult,
  LinearSolver,
  LinearStart,
  Multiply,
} from "./solver/linear/operator.ts";
export { type MomentumOptions, momentum } from "./solver/momentum.ts";
export { type NewtonOptions, newton } from "./solver/newton.ts";
export type { Answer, Iterate, Minimisation, Outcome, Request, Solver } from "./solver/solver.ts";
export type { Rules, Status } from "./solver/stop.ts";
export type { Shape } from "./value/shape.ts";
export type { NestedArray, StridedArray, TypedArray, Value } from "./value/value.ts";
