import fc from "fast-check";

/**
 * Property tests draw the same cases on every run, so that a failure is always of the change at hand.
 * SEED=random (or a number) draws others: what that finds becomes a named regression.
 */
const { SEED } = process.env;
if (SEED !== "random") fc.configureGlobal({ seed: Number(SEED ?? 20261122) });
