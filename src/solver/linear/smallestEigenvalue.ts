import { addScaled, dot, norm } from "../vector.ts";
import type { Multiply } from "./operator.ts";
import { smallestTridiagonal } from "./tridiagonal.ts";

/** How hard to look for an eigenvalue. */
export interface EigenvalueOptions {
  /** Stop when the residual is at most this part of the estimate. Default 0.05. */
  readonly accuracy?: number | undefined;
  /** Most products. Default 20: within 10 % on average for n = 1000 whatever the spectrum of an inverse. */
  readonly maxSteps?: number | undefined;
}

/** An estimate of the smallest eigenvalue from above, and the unit vector it belongs to. */
export interface Eigenpair {
  /** vᵀAv for the vector v: never below the smallest eigenvalue, up to rounding. */
  readonly value: number;
  readonly vector: Float64Array;
  /** |Av − value·v|: an eigenvalue lies within this of the estimate. */
  readonly residual: number;
  /** Products made. */
  readonly steps: number;
}

/** Below this many steps a small residual may belong to an eigenvalue that is not the smallest. */
const LEAST_STEPS = 6;

/**
 * Smallest eigenvalue of a symmetric operator by Lanczos with full reorthogonalisation; exact after n steps.
 *
 * The start is a fixed pseudo-random vector, so that the same operator gives the same bits. For the eigenvalue of
 * least size of a matrix with a factor, pass −A⁻¹: the inverse separates it and few steps do.
 * Cost: one product and 4·n·k flops at step k.
 *
 * @see Kuczyński & Woźniakowski 1992, Theorem 3.2: the average error after k steps, whatever the spectrum
 */
export function smallestEigenvalue(
  multiply: Multiply,
  size: number,
  { accuracy = 0.05, maxSteps = 20 }: EigenvalueOptions = {},
): Eigenpair {
  const most = Math.min(size, maxSteps);
  const diagonal = new Float64Array(most);
  const off = new Float64Array(most);
  const basis: Float64Array[] = [pseudoRandom(size)];
  let scale = 0;
  for (let k = 0; ; k++) {
    const direction = basis[k]!;
    const next = new Float64Array(size);
    multiply(direction, next);
    diagonal[k] = dot(direction, next);
    // Twice is enough (Parlett): the second pass removes what the first one's rounding left.
    for (let pass = 0; pass < 2; pass++) {
      for (const past of basis) addScaled(-dot(past, next), past, next);
    }
    const rest = norm(next);
    off[k] = rest;
    scale = Math.max(scale, Math.abs(diagonal[k]!), rest);
    const last = k + 1 === most || !(rest > 4 * size * Number.EPSILON * scale);
    if (last || (k + 1 >= LEAST_STEPS && k % 2 === 1)) {
      const pair = smallestTridiagonal(k + 1, diagonal, off);
      const residual = rest * Math.abs(pair.vector[k]!);
      if (last || residual <= accuracy * Math.abs(pair.value)) {
        return { value: pair.value, vector: lift(pair.vector, basis), residual, steps: k + 1 };
      }
    }
    for (let i = 0; i < size; i++) next[i] = next[i]! / rest;
    basis.push(next);
  }
}

/** Σ yᵢ·basisᵢ. */
function lift(y: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const vector = new Float64Array(basis[0]!.length);
  for (let i = 0; i < y.length; i++) addScaled(y[i]!, basis[i]!, vector);
  return vector;
}

/** A fixed unit vector without pattern: xorshift32, Marsaglia 2003. */
function pseudoRandom(size: number): Float64Array {
  const vector = new Float64Array(size);
  let state = 0x9e3779b9;
  for (let i = 0; i < size; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    vector[i] = 0.5 + (state >>> 0) / 2 ** 32;
    if (state & 0x100) vector[i] = -vector[i]!;
  }
  const length = norm(vector);
  for (let i = 0; i < size; i++) vector[i] = vector[i]! / length;
  return vector;
}
