import fc from "fast-check";
import { beforeEach } from "vitest";
import { uniformRandom } from "../src/value/random.ts";

/**
 * Property tests draw the same cases on every run, so that a failure is always of the change at hand.
 * SEED=random (or a number) draws others: what that finds becomes a named regression.
 */
const { SEED } = process.env;
if (SEED !== "random") fc.configureGlobal({ seed: Number(SEED ?? 20261122) });

/** So do the libraries beside which this one is tested: whatever draws from Math.random draws the same in every test. */
const seedLibraries = (): void => {
  Math.random = uniformRandom(Number(SEED ?? 20261122));
};
if (SEED !== "random") {
  seedLibraries();
  beforeEach(seedLibraries);
}
