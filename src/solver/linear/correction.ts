import { addScaled, largest, norm } from "../vector.ts";
import type { LinearStart, Multiply } from "./operator.ts";

/**
 * The system A·d = r/scale for the correction d of a guess, with max|r/scale| = 1: a right-hand side of 1e-300 is
 * solved like any other.
 */
export interface Correction {
  readonly rhs: Float64Array;
  readonly scale: number;
  /** x0, or zeros. */
  readonly guess: Float64Array;
  /** |b| in units of scale: what a relative tolerance refers to. */
  readonly size: number;
  /** Products made to get here. */
  readonly products: number;
}

/** Forms the correction system for `b`; a zero right-hand side has the solution zero whatever the guess. */
export function correction(
  multiply: Multiply,
  b: Float64Array,
  { x0 }: LinearStart = {},
): Correction {
  const zero = largest(b) === 0;
  const guess = x0 === undefined || zero ? new Float64Array(b.length) : x0.slice();
  const warm = largest(guess) !== 0;
  const rhs = b.slice();
  if (warm) {
    const product = new Float64Array(b.length);
    multiply(guess, product);
    addScaled(-1, product, rhs);
  }
  const scale = largest(rhs);
  if (scale > 0) for (let i = 0; i < rhs.length; i++) rhs[i] = rhs[i]! / scale;
  return { rhs, scale, guess, size: scale > 0 ? norm(b) / scale : 0, products: warm ? 1 : 0 };
}

/** x0 + scale·d. */
export function corrected({ guess, scale }: Correction, d: Float64Array): Float64Array {
  const x = guess.slice();
  addScaled(scale, d, x);
  return x;
}

/** into = rhs − A·d; one product. */
export function residual(
  multiply: Multiply,
  { rhs }: Correction,
  d: Float64Array,
  into: Float64Array,
): void {
  multiply(d, into);
  for (let i = 0; i < into.length; i++) into[i] = rhs[i]! - into[i]!;
}
