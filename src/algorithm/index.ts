export { type AidBioOptions, type AidBioState, aidBio } from "./aidBio.ts";
