import { fill } from "./strided";

/**
 * REDUCE: opcode, isMaximum, elements of out, out, a, loops, then for each loop, outermost first:
 * count, step of out and of a in bytes. out[…] ← max or min over the loops whose out step is 0,
 * −∞ or +∞ over nothing, NaN if any element is. Returns the next word.
 */
export function reduce(w: usize): usize {
  const isMaximum = load<i32>(w + 4);
  const out = <usize>load<i32>(w + 12);
  fill(load<i32>(w + 8), out, isMaximum ? -Infinity : Infinity);
  const first = w + 24;
  const end = first + <usize>load<i32>(w + 20) * 12;
  nest(isMaximum, out, <usize>load<i32>(w + 16), first, end);
  return end;
}

function nest(isMaximum: i32, out: usize, a: usize, loop: usize, end: usize): void {
  if (loop === end) {
    const before = load<f64>(out);
    const value = load<f64>(a);
    store<f64>(out, isMaximum ? max<f64>(before, value) : min<f64>(before, value));
    return;
  }
  const count = load<i32>(loop);
  const outStep = <usize>load<i32>(loop + 4);
  const aStep = <usize>load<i32>(loop + 8);
  if (loop + 12 === end && outStep === 0) {
    extreme(isMaximum, out, a, count, aStep);
    return;
  }
  for (let i = 0; i < count; i++) {
    nest(isMaximum, out, a, loop + 12, end);
    out += outStep;
    a += aStep;
  }
}

function extreme(isMaximum: i32, out: usize, a: usize, count: i32, step: usize): void {
  let result = load<f64>(out);
  for (let i = 0; i < count; i++) {
    const value = load<f64>(a);
    result = isMaximum ? max<f64>(result, value) : min<f64>(result, value);
    a += step;
  }
  store<f64>(out, result);
}
