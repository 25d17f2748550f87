import * as op from "../opcode.ts";
import type { Code } from "./code.ts";
import { ELEMENTS_MOST, elementwise, isUnrolled } from "./elementwise.ts";
import { dot, isPlainDot, sum } from "./sum.ts";

/** Emits a FUSED instruction (assembly/tape/fused.ts) over few elements; false, and nothing, for others. */
export function fused(code: Code, words: Int32Array, w: number): boolean {
  const [, , n = 0, strip = 0, count = 0] = words.subarray(w, w + op.FUSED_WORDS);
  const first = w + op.FUSED_WORDS;
  const parts = Array.from({ length: count }, (_, i) => {
    const m = first + i * op.MICRO_WORDS;
    return words.subarray(m, m + op.MICRO_WORDS);
  });
  if (n > Math.min(strip, ELEMENTS_MOST) || !parts.every((part) => isPossible(part, n)))
    return false;
  for (const part of parts) microOperation(code, words, part, n);
  return true;
}

/** Bytes between the elements of operand i of a micro-operation. */
const step = (motion: number, i: number): number =>
  ((motion >> (2 * i)) & 3) === op.SCALAR ? 0 : 8;

function isPossible([opcode = 0, motion = 0]: Int32Array, n: number): boolean {
  if (opcode === op.LOAD || opcode === op.SUM) return true;
  if (opcode === op.SUM_PRODUCT) return isPlainDot(n, step(motion, 1), step(motion, 2));
  return isUnrolled(opcode, n);
}

function microOperation(code: Code, words: Int32Array, part: Int32Array, n: number): void {
  const [opcode = 0, motion = 0, y = 0, a = 0, b = 0, c = 0] = part;
  const steps = [1, 2, 3].map((i) => step(motion, i));
  const [aStep = 0, bStep = 0] = steps;
  if (opcode === op.LOAD) load(code, words, n, y, a, b);
  else if (opcode === op.SUM || opcode === op.SUM_PRODUCT)
    code.write(y, () => {
      if (opcode === op.SUM) sum(code, n, a, aStep);
      else dot(code, n, a, aStep, b, bStep);
    });
  else
    elementwise(
      code,
      opcode,
      n,
      y,
      [a, b, c].map((address, i) => ({ address, step: steps[i]! })),
    );
}

/** y ← the first n elements of the view at x; its table: rank, then size and stride of each axis. */
function load(code: Code, words: Int32Array, n: number, y: number, x: number, table: number): void {
  const rank = (table >>> 0) / 4;
  const axes = rank + 1;
  for (let i = 0; i < n; i++) {
    let place = x;
    let rest = i;
    for (let axis = axes + 2 * (words[rank]! - 1); axis >= axes; axis -= 2) {
      place += (rest % words[axis]!) * words[axis + 1]!;
      rest = Math.floor(rest / words[axis]!);
    }
    code.write(y + 8 * i, () => code.read(place, 8));
  }
}
