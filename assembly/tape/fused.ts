import { dot } from "../blas/dot";
import { elementwise } from "./elementwise";
import * as op from "./opcode";
import { loadStrided } from "./strided";

/**
 * FUSED: opcode, length in words, n, strip, operations, then the micro-operations, then tables of
 * strided views. A micro-operation is opcode, motion, y, a, b, c. The n elements are worked off in strips that stay in the first-level cache;
 * operands are strips in the register file (FIXED), arrays (STREAM) or numbers (SCALAR).
 *
 * Sums: strips in order, each in the order of sum(). Returns the next instruction.
 */
export function fused(w: usize): usize {
  const next = w + ((<usize>load<i32>(w + 4)) << 2);
  const n = load<i32>(w + 8);
  const strip = load<i32>(w + 12);
  const first = w + op.FUSED_WORDS * 4;
  const end = first + <usize>load<i32>(w + 16) * (op.MICRO_WORDS * 4);
  // One round even for n = 0, so that sums over nothing are written.
  let position = 0;
  do {
    const count = min<i32>(strip, n - position);
    for (let m = first; m < end; m += op.MICRO_WORDS * 4) microOperation(m, count, position);
    position += strip;
  } while (position < n);
  return next;
}

function microOperation(m: usize, count: i32, position: i32): void {
  const code = load<i32>(m);
  const motion = load<i32>(m + 4);
  const offset = (<usize>position) << 3;
  const y = <usize>load<i32>(m + 8) + (motion & 3 ? offset : 0);
  let a = <usize>load<i32>(m + 12);
  let b = <usize>load<i32>(m + 16);
  if (code === op.LOAD) {
    loadStrided(count, y, a, b, position);
    return;
  }
  const aMotion = (motion >> 2) & 3;
  const bMotion = (motion >> 4) & 3;
  if (aMotion === op.STREAM) a += offset;
  if (bMotion === op.STREAM) b += offset;
  const aStep: usize = aMotion === op.SCALAR ? 0 : 16;
  const bStep: usize = bMotion === op.SCALAR ? 0 : 16;
  if (code >= op.LOAD) {
    const before = position === 0 ? 0 : load<f64>(y);
    const part =
      code === op.SUM
        ? sum(count, a, <i32>(aStep >> 4))
        : dot(count, a, <i32>(aStep >> 4), b, <i32>(bStep >> 4));
    store<f64>(y, before + part);
    return;
  }
  const cMotion = (motion >> 6) & 3;
  const c = <usize>load<i32>(m + 20) + (cMotion === op.STREAM ? offset : 0);
  elementwise(code, count, y, a, aStep, b, bStep, c, cMotion === op.SCALAR ? 0 : 16);
}

/** Σ x[i], step in elements. Order: four sums over i mod 4, (s0 + s2) + (s1 + s3), then the remainder. */
export function sum(n: i32, x: usize, step: i32): f64 {
  const bytes = (<usize>step) << 3;
  let s0: f64 = 0;
  let s1: f64 = 0;
  let s2: f64 = 0;
  let s3: f64 = 0;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    s0 += load<f64>(x);
    s1 += load<f64>(x + bytes);
    s2 += load<f64>(x + 2 * bytes);
    s3 += load<f64>(x + 3 * bytes);
    x += 4 * bytes;
  }
  let total = s0 + s2 + (s1 + s3);
  for (; i < n; i++) {
    total += load<f64>(x);
    x += bytes;
  }
  return total;
}
