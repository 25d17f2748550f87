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
 * unreduced T is orthogonal to in practice.
 */
export function smallestTridiagonal(
  size: number,
  diagonal: Float64Array,
  off: Float64Array,
): TridiagonalPair {
  const [low, high] = gershgorin(size, diagonal, off);
  let below = low;
  let above = high;
  for (let i = 0; i < 80; i++) {
    const middle = 0.5 * (below + above);
    if (!(middle > below && middle < above)) break;
    if (isBelowSpectrum(size, diagonal, off, middle)) below = middle;
    else above = middle;
  }
  const value = 0.5 * (below + above);
  // Just below the eigenvalue T − θI is positive definite, and elimination needs no pivoting.
  const gap = 4 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high), Number.MIN_VALUE);
  return { value, vector: inverseIteration(size, diagonal, off, below - gap) };
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
  const slack = 2 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high));
  return [low - slack, high + slack];
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
    pivots[i] = pivot === 0 ? Number.MIN_VALUE ** 0.5 : pivot;
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
    normalise(vector);
  }
  return vector;
}

function normalise(vector: Float64Array): void {
  let most = 0;
  for (const entry of vector) most = Math.max(most, Math.abs(entry));
  let squares = 0;
  for (const entry of vector) squares += (entry / most) ** 2;
  const length = most * Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! / length;
}
