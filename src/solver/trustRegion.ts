import { eigenvalueNoise, smallestPair } from "./curvature.ts";
import type { ShiftedHessian } from "./shiftedHessian.ts";
import { addScaled, dot, move, norm } from "./vector.ts";

/** A step of the quadratic model, and what the model promises. */
export interface RegionStep {
  readonly step: Float64Array;
  readonly length: number;
  /** Decrease of the model, ≥ 0. */
  readonly predicted: number;
  /** The model would have gone further. */
  readonly bounded: boolean;
}

/** A step may miss the radius by this part. */
const LENGTH_ACCURACY = 0.1;
/** A step along the boundary is good enough when its decrease is within this part of the best. */
const DECREASE_ACCURACY = 0.1;
const MOST_FACTORS = 40;

/**
 * minimise gᵀs + ½sᵀHs subject to |s| ≤ radius, up to a tenth.
 *
 * The plain Newton step when H is positive definite and the step fits: one factorisation. Otherwise
 * s = −(H + σI)⁻¹g with the shift σ found by Newton's method on 1/radius − 1/|s(σ)|, and in the hard case (g has no
 * part along the lowest eigenvector, as at a saddle) plus a multiple of that eigenvector.
 *
 * @param reach  the radius where `radius` is infinite and the Hessian has no minimum
 * @see Moré & Sorensen 1983, Algorithm 3.14; Conn, Gould & Toint 2000, §7.3
 */
export function regionStep(
  hessian: ShiftedHessian,
  gradient: Float64Array,
  radius: number,
  reach: number,
): RegionStep {
  const step = new Float64Array(gradient.length);
  // The second shift is rounding: it makes a step of least length out of a Hessian that is only semidefinite.
  for (const shift of [0, 2 * eigenvalueNoise(hessian)]) {
    if (!hessian.factor(shift)) continue;
    hessian.solve(gradient, step);
    const length = negate(step);
    if (!Number.isFinite(length)) continue;
    if (length <= radius * (1 + LENGTH_ACCURACY)) {
      return { step, length, predicted: -0.5 * dot(gradient, step), bounded: false };
    }
    break;
  }
  boundaryStep(hessian, gradient, Number.isFinite(radius) ? radius : reach, step);
  return describe(hessian, gradient, step);
}

/** The shifts between which the right one lies. */
interface Bracket {
  low: number;
  high: number;
}

/** Fills `step` with a step of length ≈ radius. */
function boundaryStep(
  hessian: ShiftedHessian,
  gradient: Float64Array,
  radius: number,
  step: Float64Array,
): void {
  const steepness = norm(gradient) / radius;
  const [low, least] = hessian.smallestBounds();
  const bracket: Bracket = {
    low: Math.max(0, -least, steepness - hessian.norm),
    // Above the largest shift that can be right, so that a factorisation there succeeds.
    high: 1.25 * (steepness + Math.max(0, -low)),
  };
  const tiny = Number.EPSILON * Math.max(hessian.norm, steepness);
  if (bracket.high <= bracket.low) bracket.high = bracket.low + tiny;
  let shift = Math.max(bracket.low === 0 ? 1e-3 * bracket.high : between(bracket), tiny);
  const trial = new Float64Array(step.length);
  step.fill(0);
  for (let i = 0; i < MOST_FACTORS; i++) {
    if (!hessian.factor(shift)) {
      bracket.low = Math.max(bracket.low, shift);
      if (bracket.high <= bracket.low) bracket.high = 2 * bracket.low;
      shift = between(bracket);
      continue;
    }
    hessian.solve(gradient, trial);
    const length = negate(trial);
    if (length > radius) bracket.low = Math.max(bracket.low, shift);
    else bracket.high = Math.min(bracket.high, shift);
    if (Math.abs(length - radius) <= LENGTH_ACCURACY * radius) {
      step.set(trial);
      return;
    }
    if (length < radius && isEnough(gradient, trial, shift, length, radius)) {
      step.set(trial);
      return;
    }
    const next = newtonShift(hessian, trial, length, radius);
    if (next >= bracket.low * (1 - 1e-10) && next < bracket.high) {
      keepShorter(step, trial, radius);
      shift = Math.max(next, bracket.low);
      continue;
    }
    // Newton's method leaves for shifts without a factor: the lowest eigenvector has to supply the length.
    if (length < radius && hardCase(hessian, gradient, trial, radius, bracket)) {
      step.set(trial);
      return;
    }
    keepShorter(step, trial, radius);
    shift = between(bracket);
  }
}

/** No step in the ball lowers the model by more than ½(−gᵀs + shift·radius²), by duality: is this one near that? */
function isEnough(
  gradient: Float64Array,
  trial: Float64Array,
  shift: number,
  length: number,
  radius: number,
): boolean {
  const missing = shift * (radius * radius - length * length);
  return length > 0 && missing <= -DECREASE_ACCURACY * dot(gradient, trial);
}

/** The best step so far that fits, for the day the iteration does not end. */
function keepShorter(step: Float64Array, trial: Float64Array, radius: number): void {
  const length = norm(trial);
  const factor = Math.min(1, radius / length);
  if (Number.isFinite(factor)) for (let i = 0; i < step.length; i++) step[i] = factor * trial[i]!;
}

/** One step of Newton's method for 1/|s(shift)| = 1/radius. */
function newtonShift(
  hessian: ShiftedHessian,
  trial: Float64Array,
  length: number,
  radius: number,
): number {
  if (length === 0) return Number.NEGATIVE_INFINITY;
  const slope = hessian.halfSolveSquared(trial) / (length * length);
  return hessian.shift + (1 / slope) * ((length - radius) / radius);
}

function between({ low, high }: Bracket): number {
  return Math.max(Math.sqrt(low * high), low + 0.01 * (high - low));
}

/**
 * Completes a step that is too short with the lowest eigenvector z, to the boundary. Accepts it when the model loses at
 * most a tenth by that; otherwise only learns that the shift is at least −zᵀHz.
 */
function hardCase(
  hessian: ShiftedHessian,
  gradient: Float64Array,
  trial: Float64Array,
  radius: number,
  bracket: Bracket,
): boolean {
  const { value, vector } = smallestPair(hessian);
  const excess = Math.max(0, value + hessian.shift);
  const along = dot(trial, vector);
  const lengthSquared = dot(trial, trial);
  const rest = Math.max(0, radius * radius - lengthSquared);
  // The root of smaller size keeps more of the step; at a saddle both are the same, and the gradient decides.
  const root = Math.sqrt(along * along + rest);
  const sign = along !== 0 ? Math.sign(along) : -Math.sign(dot(gradient, vector)) || 1;
  const multiple = (sign * rest) / (Math.abs(along) + root);
  const decrease = -dot(gradient, trial) + hessian.shift * radius * radius;
  bracket.low = Math.max(bracket.low, -value);
  if (multiple * multiple * excess > DECREASE_ACCURACY * decrease) return false;
  addScaled(multiple, vector, trial);
  return true;
}

function describe(hessian: ShiftedHessian, gradient: Float64Array, step: Float64Array): RegionStep {
  const product = new Float64Array(step.length);
  hessian.multiply(step, product);
  const predicted = -dot(gradient, step) - 0.5 * dot(step, product);
  return { step, length: norm(step), predicted: Math.max(0, predicted), bounded: true };
}

/** Turns the sign and returns the length. */
function negate(step: Float64Array): number {
  move(step, -2, step, step);
  return norm(step);
}
