import { createRequire } from "node:module";

/** Data of a logistic loss: X is m × d, row-major. */
export interface LogisticCase {
  readonly m: number;
  readonly d: number;
  readonly X: Float64Array;
  readonly y: Float64Array;
  readonly w: Float64Array;
}

/** A library that differentiates the mean logistic loss, ready to do so again and again. */
export interface GradientPeer {
  readonly name: string;
  /** One gradient, read back as numbers. */
  readonly run: () => ArrayLike<number>;
}

const require = createRequire(`${process.env.ECHELON_PEERS ?? process.cwd()}/`);

/** A module by name from the folder of the peers, or undefined when it is not installed there. */
// biome-ignore lint/suspicious/noExplicitAny: packages that are not installed have no types.
export async function optionalModule(name: string): Promise<any> {
  try {
    return await import(require.resolve(name));
  } catch {
    return undefined;
  }
}
