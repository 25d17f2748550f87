import { nrm2 } from "../blas/nrm2";
import * as op from "./opcode";
import { fill } from "./strided";

/**
 * REDUCE: opcode, kind, elements of out, out, a, loops, then for each loop, outermost first:
 * count, step of out and of a in bytes. out[…] ← max or min over the loops whose out step is 0,
 * −∞ or +∞ over nothing, NaN if any element is; or the norm of one contiguous loop. Returns the
 * next word.
 */
export function reduce(w: usize): usize {
  const kind = load<i32>(w + 4);
  const n = load<i32>(w + 8);
  const out = <usize>load<i32>(w + 12);
  const a = <usize>load<i32>(w + 16);
  const first = w + 24;
  const end = first + <usize>load<i32>(w + 20) * 12;
  if (kind === op.REDUCE_NORM) {
    store<f64>(out, nrm2(load<i32>(first), a, 1));
    return end;
  }
  const isPeak = kind === op.REDUCE_PEAK;
  fill(n, out, kind === op.REDUCE_MINIMUM ? Infinity : isPeak ? -f64.MAX_VALUE : -Infinity);
  nest(kind, out, a, first, end);
  for (let y = out; isPeak && y < out + ((<usize>n) << 3); y += 8)
    store<f64>(y, min<f64>(load<f64>(y), f64.MAX_VALUE));
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
