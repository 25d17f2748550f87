import { uniformRandom } from "../../value/random.ts";
import type { Multiply } from "./operator.ts";

/** Every which entry one probe is made of: the diagonal of a matrix of half this bandwidth comes out exactly. */
const STRIDE = 5;
/** Two estimates of an entry agree within this part of it. */
const AGREEMENT = 0.5;
/** A diagonal whose entries are this close brings nothing. */
const SPREAD_LEAST = 4;

/**
 * The diagonal of a symmetric matrix known by its products, from at most ten of them:
 *
 *     D_i = v_i (A v)_i = A_ii + Σ v_i A_ij v_j over the other j ≡ i mod 5, v_j = ±1
 *
 * undefined where two choices of the signs disagree, as for dense matrices, where an entry is not
 * positive, or where all entries are much the same: it would precondition nothing.
 *
 * @see Bekas, Kokiopoulou & Saad 2007, An estimator for the diagonal of a matrix, §3
 */
export function probedDiagonal(multiply: Multiply, size: number): Float64Array | undefined {
  const sign = uniformRandom(1);
  const [probe, product, diagonal] = [0, 0, 0].map(() => new Float64Array(size)) as Triple;
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let first = 0; first < STRIDE; first++)
    for (const isFirst of [true, false]) {
      probe.fill(0);
      for (let i = first; i < size; i += STRIDE) probe[i] = sign() < 0.5 ? -1 : 1;
      multiply(probe, product);
      for (let i = first; i < size; i += STRIDE) {
        const entry = probe[i]! * product[i]!;
        if (isFirst) diagonal[i] = entry;
        else if (!(Math.abs(diagonal[i]! - entry) < AGREEMENT * entry)) return undefined;
        least = Math.min(least, entry);
        most = Math.max(most, entry);
      }
    }
  return most > SPREAD_LEAST * least ? diagonal : undefined;
}

type Triple = [Float64Array, Float64Array, Float64Array];
