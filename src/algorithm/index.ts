export { type AccBioState, type AcceleratedOptions, accBio } from "./accBio.ts";
export { type AccBioBgOptions, type AccBioBgState, accBioBg } from "./accBioBg.ts";
export { type AidBioOptions, type AidBioState, aidBio } from "./aidBio.ts";
export { Dataset, dataset, rows } from "./dataset.ts";
export {
  type ItdBioOptions,
  itdBio,
  oneStep,
  type TruncatedItdOptions,
  truncatedItd,
} from "./itdBio.ts";
export { advance, states } from "./method.ts";
export { resume, save } from "./save.ts";
export { type StocBioOptions, type StocBioState, stocBio } from "./stocBio.ts";
export { minibatch, type Stream, stream } from "./stream.ts";
export { take } from "./take.ts";
export {
  type WorstCaseChain,
  type WorstCaseChainOptions,
  worstCaseChain,
} from "./worstCaseChain.ts";
