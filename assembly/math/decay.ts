import { constant } from "./constant";
import { curve, multiple, one, powerOfTwo, quotient, remainder, remainderLow } from "./exponential";

// e^−|x| in steps, each a loop of its own over a few pairs: one chain from x to the result is longer than what a
// processor looks ahead, so that pairs would wait for each other. Between the steps, a pair lies in a cell:
//   x | r, then e | what r lost, then eLow | k as `quotient` has it

/** Bytes of a cell. */
export const CELL: usize = 64;

const TABLE: usize = memory.data<f64>([
  -746, // 0: e^−|x| is 0 below
  -620, // 1: from here on, 2ᵏ is taken in two steps
  6755399441054844, // 2: the first of them, −900, as a quotient
  -0.0, // 3: the sign
]);

/** First step, x = k·ln 2 + r + rest. Returns the least of `least` and −|x|, lane by lane. */
export function reduceTo(cell: usize, x: v128, least: v128): v128 {
  const size = f64x2.pmax(v128.or(x, constant(TABLE, 3)), constant(TABLE, 0));
  const rounded = quotient(size);
  const k = multiple(rounded);
  const high = remainder(size, k);
  const low = remainderLow(k);
  const r = f64x2.sub(high, low);
  v128.store(cell, x);
  v128.store(cell, r, 16);
  v128.store(cell, f64x2.sub(f64x2.sub(high, r), low), 32);
  v128.store(cell, rounded, 48);
  return f64x2.pmin(least, size);
}

/** Second step: e^−|x| = e + eLow, times 2⁻⁹⁰⁰⁻ᵏ where k is less than −900. */
export function decay(cell: usize): void {
  const unit = one();
  const r = v128.load(cell, 16);
  const q = f64x2.add(v128.load(cell, 32), curve(r));
  const sum = f64x2.add(unit, r);
  const tail = f64x2.add(f64x2.add(f64x2.sub(unit, sum), r), q);
  const upper = f64x2.add(sum, tail);
  const scale = multiplier(cell);
  v128.store(cell, f64x2.mul(upper, scale), 16);
  v128.store(cell, f64x2.mul(f64x2.add(f64x2.sub(sum, upper), tail), scale), 32);
}

/** 2ᵏ, or 2⁻⁹⁰⁰ where k is less. */
export function multiplier(cell: usize): v128 {
  return powerOfTwo(f64x2.pmax(v128.load(cell, 48), constant(TABLE, 2)));
}

/** Whether a lane of the least −|x| asks for `fade`. */
export function isFar(least: v128): bool {
  return v128.any_true(f64x2.lt(least, constant(TABLE, 1)));
}

/** Third step, if a lane of any cell is far: the other part of 2ᵏ, so that a denormal number is rounded once. */
export function fade(cell: usize): void {
  const rounded = v128.load(cell, 48);
  const scale = powerOfTwo(i64x2.sub(rounded, f64x2.pmax(rounded, constant(TABLE, 2))));
  v128.store(cell, f64x2.mul(v128.load(cell, 16), scale), 16);
  v128.store(cell, f64x2.mul(v128.load(cell, 32), scale), 32);
}
