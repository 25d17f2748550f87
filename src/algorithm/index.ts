export type { Algorithm, AlgorithmState, Method } from "../solve/algorithm.ts";
export { type AccBioState, type AcceleratedOptions, accBio } from "./accBio.ts";
export { type AccBioBgOptions, type AccBioBgState, accBioBg } from "./accBioBg.ts";
export {
  type AdaptiveInexactOptions,
  type AdaptiveInexactState,
  adaptiveInexact,
} from "./adaptiveInexact.ts";
export { type AidBioOptions, type AidBioState, aidBio } from "./aidBio.ts";
export { type AmigoOptions, amigo } from "./amigo.ts";
export { Bilevel, type Calls } from "./bilevel.ts";
export { type BomeOptions, bome } from "./bome.ts";
export {
  type CapacityDesign,
  type CapacityDesignOptions,
  capacityDesign,
  type Demand,
  type DesignLink,
} from "./capacityDesign.ts";
export { Dataset, dataset, rows } from "./dataset.ts";
export {
  type DecentralisedOptions,
  type DecentralisedState,
  decentralised,
  ringMixing,
} from "./decentralised.ts";
export { type F2saOptions, type F2saState, f2sa } from "./f2sa.ts";
export { type ImamlOptions, imaml } from "./imaml.ts";
export {
  type BilevelConstants,
  errorBound,
  type InexactHypergradient,
  type InexactSolvers,
  inexactHypergradient,
} from "./inexactHypergradient.ts";
export {
  type ItdBioOptions,
  itdBio,
  oneStep,
  type TruncatedItdOptions,
  truncatedItd,
} from "./itdBio.ts";
export { type AnilOptions, anil, type MamlOptions, maml } from "./maml.ts";
export type { MetaOptions, MetaState } from "./metaMethod.ts";
export { advance, states } from "./method.ts";
export { type MorbitOptions, type MorbitState, morbit } from "./morbit.ts";
export {
  fairRates,
  type Network,
  type NetworkUtilityOptions,
  type NetworkUtilityState,
  networkUtility,
} from "./networkUtility.ts";
export { type NystromOptions, nystrom } from "./nystrom.ts";
export {
  box,
  cappedL1,
  l0,
  l1,
  mcp,
  nuclearNorm,
  ontoSimplex,
  type Prox,
  simplexOf,
} from "./prox.ts";
export { type ProximalBioOptions, type ProximalBioState, proximalBio } from "./proximalBio.ts";
export { type PzoboOptions, type PzoboSOptions, type PzoboState, pzobo, pzoboS } from "./pzobo.ts";
export { type RedCoreOptions, type RedCoreState, redCore } from "./redCore.ts";
export { type Blocks, type SabaOptions, type SabaState, saba } from "./saba.ts";
export { type SamaOptions, type SamaState, sama } from "./sama.ts";
export { resume, save } from "./save.ts";
export { type Link, shortestPaths } from "./shortestPaths.ts";
export { type SingularValues, singularValues } from "./singularValues.ts";
export { type SingleLoopState, type SobaOptions, soba } from "./soba.ts";
export { type StocBioOptions, type StocBioState, stocBio } from "./stocBio.ts";
export { minibatch, randomAt, type Stream, stream } from "./stream.ts";
export { take } from "./take.ts";
export { type Task, type Tasks, taskList, taskStream } from "./tasks.ts";
export {
  type TrafficEquilibriumOptions,
  type TrafficEquilibriumState,
  trafficEquilibrium,
} from "./trafficEquilibrium.ts";
export {
  type UnrolledLevelsOptions,
  type UnrolledLevelsState,
  unrolledLevels,
} from "./unrolledLevels.ts";
export {
  type RoadLink,
  type UserEquilibrium,
  type UserEquilibriumOptions,
  userEquilibrium,
} from "./userEquilibrium.ts";
export {
  circuitState,
  expectation,
  type Gate,
  type PauliTerm,
  variationalDerivative,
} from "./variationalCircuit.ts";
export {
  type WorstCaseChain,
  type WorstCaseChainOptions,
  worstCaseChain,
} from "./worstCaseChain.ts";
