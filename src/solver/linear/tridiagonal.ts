import { largest, norm } from "../vector.ts";

/** The smallest eigenvalue of a symmetric tridiagonal matrix, with its unit eigenvector. */
export interface TridiagonalPair {
  readonly value: number;
  readonly vector: Float64Array;
}

/**
 * Smallest eigenpair of T, with `size` entries on the diagonal and `off[i]` between rows i and i + 1.
 *
 * Bisection on Gershgorin's interval: all pivots of T − θI are positive exactly when θ is below the smallest
 * eigenvalue (Golub & Van Loan, §8.4.1). Then two steps of inverse iteration from a vector that no sign pattern of an
 * unreduced T is orthogonal to in practice. T is divided by its largest entry first.
 */
export function smallestTridiagonal(
  size: number,
  diagonal: Float64Array,
  off: Float64Array,
): TridiagonalPair {
  const scale = Math.max(largest(diagonal.subarray(0, size)), largest(off.subarray(0, size - 1)));
  if (scale === 0) return { value: 0, vector: new Float64Array(size).fill(1 / Math.sqrt(size)) };
  const a = diagonal.map((entry) => entry / scale);
  const b = off.map((entry) => entry / scale);
  let [below, above] = gershgorin(size, a, b);
  for (let i = 0; i < 80; i++) {
    const middle = 0.5 * (below + above);
    if (!(middle > below && middle < above)) break;
    if (isBelowSpectrum(size, a, b, middle)) below = middle;
    else above = middle;
  }
  // Just below the eigenvalue T − θI is positive definite, and elimination needs no pivoting.
  const vector = inverseIteration(size, a, b, below - 4 * Number.EPSILON);
  return { value: 0.5 * (below + above) * scale, vector };
}

function gershgorin(size: number, diagonal: Float64Array, off: Float64Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < size; i++) {
    const before = i > 0 ? Math.abs(off[i - 1]!) : 0;
    const radius = before + (i + 1 < size ? Math.abs(off[i]!) : 0);
    low = Math.min(low, diagonal[i]! - radius);
    high = Math.max(high, diagonal[i]! + radius);
  }
  return [low - 4 * Number.EPSILON, high + 4 * Number.EPSILON];
}

function isBelowSpectrum(
  size: number,
  diagonal: Float64Array,
  off: Float64Array,
  theta: number,
): boolean {
  let pivot = diagonal[0]! - theta;
  for (let i = 1; i < size; i++) {
    if (!(pivot > 0)) return false;
    pivot = diagonal[i]! - theta - off[i - 1]! * (off[i - 1]! / pivot);
  }
  return pivot > 0;
}

/** Two steps of (T − θI)⁻¹, by LDLᵀ. */
function inverseIteration(
  size: number,
  diagonal: Float64Array,
  off: Float64Array,
  theta: number,
): Float64Array {
  const vector = new Float64Array(size);
  const pivots = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const left = i === 0 ? 0 : off[i - 1]! * (off[i - 1]! / pivots[i - 1]!);
    const pivot = diagonal[i]! - theta - left;
    pivots[i] = pivot === 0 ? Number.EPSILON ** 2 : pivot;
    vector[i] = 1 + 0.1 * ((i * 0.618) % 1);
  }
  for (let step = 0; step < 2; step++) {
    for (let i = 1; i < size; i++) {
      vector[i] = vector[i]! - (off[i - 1]! / pivots[i - 1]!) * vector[i - 1]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      const right = i + 1 < size ? (off[i]! / pivots[i]!) * vector[i + 1]! : 0;
      vector[i] = vector[i]! / pivots[i]! - right;
    }
    const length = norm(vector);
    for (let i = 0; i < size; i++) vector[i] = vector[i]! / length;
  }
  return vector;
}
