import { type Eigenpair, smallestEigenvalue } from "./linear/smallestEigenvalue.ts";
import { ShiftedHessian } from "./shiftedHessian.ts";

/** What a Hessian says about the point it belongs to. */
export interface Curvature {
  /** Smallest eigenvalue, within about 10 % or n roundings of the norm. */
  readonly smallest: number;
  /** Largest column sum over the smallest eigenvalue in size: the condition, or up to √n times it. */
  readonly condition: number;
  /** The smallest eigenvalue is negative beyond rounding. */
  readonly indefinite: boolean;
}

/**
 * Smallest eigenpair of H from the factor of H + shift·I that is there: the eigenvalue of H + shift·I of least size is
 * the extreme one of its inverse, so Lanczos needs few steps.
 */
export function smallestPair(hessian: ShiftedHessian): Eigenpair {
  const inverse = smallestEigenvalue((v, into) => {
    hessian.solve(v, into);
    for (let i = 0; i < into.length; i++) into[i] = -into[i]!;
  }, hessian.size);
  return { ...inverse, value: -1 / inverse.value - hessian.shift };
}

/** A Hessian below this is zero: what is left of it has no digits. */
const VANISHING = 1e-300;

/** A negative eigenvalue this small may be rounding. */
export function eigenvalueNoise(hessian: ShiftedHessian): number {
  return 4 * hessian.size * Number.EPSILON * hessian.norm;
}

/** Smallest eigenvalue and condition of the Hessian; one factorisation when it is positive definite, a few otherwise. */
export function curvature(hessian: ShiftedHessian): Curvature {
  const { norm } = hessian;
  if (norm < VANISHING) {
    return { smallest: 0, condition: Number.POSITIVE_INFINITY, indefinite: false };
  }
  if (hessian.factor(0)) {
    const { value } = smallestPair(hessian);
    // Otherwise the inverse overflowed, and a shift of one rounding tells as much.
    if (value > VANISHING) return { smallest: value, condition: norm / value, indefinite: false };
  }
  const { value } = lowestPair(hessian);
  const indefinite = value < -eigenvalueNoise(hessian);
  return { smallest: value, condition: norm / Math.abs(value), indefinite };
}

/** The same for a row-major Hessian that lies anywhere. */
export function curvatureOf(entries: Float64Array): Curvature {
  const hessian = new ShiftedHessian(Math.round(Math.sqrt(entries.length)));
  try {
    hessian.load(entries);
    return curvature(hessian);
  } finally {
    hessian.dispose();
  }
}

/** Smallest eigenpair of a Hessian that is not positive definite. */
export function lowestPair(hessian: ShiftedHessian): Eigenpair {
  const [low, high] = hessian.smallestBounds();
  const noise = eigenvalueNoise(hessian);
  const sure = Math.max(-low, 0) + noise;
  let shift = Math.min(sure, Math.max(-high * 1.5, noise));
  while (!hessian.factor(shift)) shift = shift >= sure ? 2 * shift : Math.min(8 * shift, sure);
  let pair = smallestPair(hessian);
  // Nearer to the eigenvalue its inverse stands out more; a shift within a quarter of it is near enough.
  for (let i = 0; i < 4 && shift > Math.max(2 * noise, -1.3 * pair.value); i++) {
    const nearer = Math.max(-1.1 * pair.value, noise);
    if (!hessian.factor(nearer)) break;
    shift = nearer;
    pair = smallestPair(hessian);
  }
  return pair;
}
