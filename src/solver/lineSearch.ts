import { ask, isInside, type Known } from "./ask.ts";
import type { Answer, Iterate, Request } from "./solver.ts";
import { dot, move } from "./vector.ts";

/** The line x + αp and what is known at α = 0. */
export interface Line {
  readonly x: Float64Array;
  readonly direction: Float64Array;
  readonly value: number;
  /** Derivative along the line at 0, negative. */
  readonly slope: number;
}

/** A point on the line that satisfies the Wolfe conditions, or at least is lower. */
export interface Found {
  readonly alpha: number;
  readonly point: Float64Array;
  readonly known: Known;
}

interface Probe {
  readonly alpha: number;
  readonly value: number;
  readonly slope: number;
  readonly known: Known;
}

type Asking<T> = Generator<Request | Iterate, T, Answer | undefined>;

/** The decrease and the flattening the Wolfe conditions ask for. */
const DECREASE = 0.1;
const FLATTENING = 0.9;
/** Values this close, relative to |f|, are the same: the slope decides. */
const SAME_VALUE = 1e-10;
const EXPANSION = 5;
/** A bracket that shrinks by less than this per round is bisected. */
const SHRINKAGE = 0.66;
const MOST_PROBES = 60;

/**
 * Strong enough a step along a direction of descent: Hager and Zhang's search by secants in a bracket.
 *
 * Accepts α when f(α) ≤ f(0) + 0.1·α·f′(0) and f′(α) ≥ 0.9·f′(0), or, where values cannot be told apart any more, the
 * approximate Wolfe conditions 0.9·f′(0) ≤ f′(α) ≤ −0.8·f′(0): they compare slopes, which lose half as many digits near
 * a minimum as values do. Points outside the domain bound the bracket.
 *
 * @returns a lower point when no acceptable one was found in 60 probes, undefined when there is none
 * @see Hager & Zhang 2005, SIAM J. Optim. 16(1), §4, steps L0–L3, S1–S4, U0–U3, B1–B3
 */
export function* lineSearch(line: Line, alpha: number): Asking<Found | undefined> {
  const search = new Search(line);
  yield* search.bracket(alpha);
  while (search.isOpen()) {
    const width = search.high.alpha - search.low.alpha;
    yield* search.doubleSecant();
    if (search.isOpen() && search.high.alpha - search.low.alpha > SHRINKAGE * width) {
      yield* search.update(0.5 * (search.low.alpha + search.high.alpha));
    }
  }
  const { found, low } = search;
  const isLower = low.value < line.value - SAME_VALUE * Math.abs(line.value);
  if (found || !isLower || !search.isBounded) return found;
  // Next to a wall of the domain no point may satisfy both conditions: one that is lower, then.
  const point = new Float64Array(line.x.length);
  move(line.x, low.alpha, line.direction, point);
  return { alpha: low.alpha, point, known: yield* ask(1, point) };
}

/**
 * Invariant of the bracket: at `low` the slope is negative and the value not above the start; at `high` the slope is
 * not negative. A minimum that can be accepted lies between.
 */
class Search {
  low: Probe;
  high: Probe;
  found: Found | undefined;
  /** Whether some point was too high, rising, or outside the domain. */
  isBounded = false;
  readonly #line: Line;
  readonly #ceiling: number;
  readonly #point: Float64Array;
  #probes = 0;

  constructor(line: Line) {
    const none = new Float64Array(0);
    const known = { value: line.value, gradient: none, hessian: none };
    this.#line = line;
    this.low = { alpha: 0, value: line.value, slope: line.slope, known };
    this.high = { ...this.low, alpha: Number.POSITIVE_INFINITY };
    this.#ceiling = line.value + SAME_VALUE * Math.abs(line.value);
    this.#point = new Float64Array(line.x.length);
  }

  /** Nothing found yet, and probes and room are left. */
  isOpen(): boolean {
    const { low, high } = this;
    const middle = 0.5 * (low.alpha + high.alpha);
    const room = middle > low.alpha && middle < high.alpha;
    return this.found === undefined && this.#probes < MOST_PROBES && room;
  }

  /** Expands from `alpha` until the minimum is enclosed. */
  *bracket(alpha: number): Asking<void> {
    let next = alpha;
    while (this.found === undefined && this.#probes < MOST_PROBES) {
      const probe = yield* this.#probe(next);
      if (probe.slope < 0 && probe.value <= this.#ceiling) {
        this.low = probe;
        next *= EXPANSION;
        continue;
      }
      this.isBounded = true;
      if (probe.slope >= 0) this.high = probe;
      else yield* this.#contract(probe);
      return;
    }
  }

  /** Narrows the bracket with a point inside it. */
  *update(alpha: number): Asking<void> {
    if (!(alpha > this.low.alpha && alpha < this.high.alpha)) return;
    const probe = yield* this.#probe(alpha);
    if (probe.slope >= 0) this.high = probe;
    else if (probe.value <= this.#ceiling) this.low = probe;
    else yield* this.#contract(probe);
  }

  /** One secant through the ends, and a second one through the end that moved. */
  *doubleSecant(): Asking<void> {
    const { low, high } = this;
    const alpha = secant(low, high);
    yield* this.update(alpha);
    if (!this.isOpen()) return;
    if (this.high.alpha === alpha) yield* this.update(secant(high, this.high));
    else if (this.low.alpha === alpha) yield* this.update(secant(low, this.low));
  }

  /** Bisects towards `low` from a point that is too high or outside, until the slopes enclose a minimum. */
  *#contract(end: Probe): Asking<void> {
    let beyond = end;
    while (this.found === undefined && this.#probes < MOST_PROBES) {
      const share = Number.isFinite(beyond.value) ? 0.5 : 0.1;
      const probe = yield* this.#probe(this.low.alpha + share * (beyond.alpha - this.low.alpha));
      if (probe.slope >= 0) {
        this.high = probe;
        return;
      }
      if (probe.value <= this.#ceiling) this.low = probe;
      else beyond = probe;
    }
  }

  *#probe(alpha: number): Asking<Probe> {
    const { x, direction } = this.#line;
    this.#probes++;
    move(x, alpha, direction, this.#point);
    const known = yield* ask(1, this.#point);
    if (!isInside(known)) {
      return { alpha, value: Number.POSITIVE_INFINITY, slope: Number.NaN, known };
    }
    const probe = { alpha, value: known.value, slope: dot(known.gradient, direction), known };
    if (this.#isAcceptable(probe)) this.found = { alpha, point: this.#point, known };
    return probe;
  }

  #isAcceptable({ alpha, value, slope }: Probe): boolean {
    const { value: first, slope: steep } = this.#line;
    if (!(slope >= FLATTENING * steep)) return false;
    if (value - first <= DECREASE * alpha * steep) return true;
    const same = Math.abs(value - first) <= SAME_VALUE * Math.abs(first);
    return same && slope <= (2 * DECREASE - 1) * steep;
  }
}

function secant(a: Probe, b: Probe): number {
  return (a.alpha * b.slope - b.alpha * a.slope) / (b.slope - a.slope);
}
