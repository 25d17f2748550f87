import { CELL, decay, fade, isFar, reduceTo } from "../math/decay";
import { sigmoidOf } from "../math/sigmoid";
import { softplusOf } from "../math/softplus";
import { fall, tanhOf } from "../math/tanh";
import { operand } from "./loop";
import { SIGMOID, TANH } from "./opcode";

/** Numbers worked off at a time. */
const COUNT = 64;
const cells = memory.data(64 * 32, 16);

/** y[i] ← sigmoid, softplus or tanh of a[i], the functions of e^−|x|; as `unary` of loop.ts, the bits of math/decay.ts. */
export function decaying(code: i32, n: i32, y: usize, a: usize, step: usize): void {
  a = operand(n, a, step, 0);
  for (; n > 0; n -= COUNT) {
    const end = cells + <usize>min<i32>(n, COUNT) * (CELL / 2);
    decays(code, end, a, step);
    a += step * (COUNT / 2);
    for (let cell = cells; cell < end; cell += CELL) {
      const x = v128.load(cell);
      const e = v128.load(cell, 16);
      const eLow = v128.load(cell, 32);
      const value =
        code === SIGMOID
          ? sigmoidOf(x, e, eLow)
          : code === TANH
            ? tanhOf(x, e, eLow)
            : softplusOf(x, e, eLow);
      // An odd last element is half a cell.
      if (end - cell < CELL) v128.store64_lane(y, value, 0);
      else v128.store(y, value);
      y += 16;
    }
  }
}

/** The cells up to `end` from the numbers at a. */
function decays(code: i32, end: usize, a: usize, step: usize): void {
  let least = i64x2.splat(0);
  for (let cell = cells; cell < end; cell += CELL) {
    const x = end - cell < CELL ? v128.load_splat<f64>(a) : v128.load(a);
    least = reduceTo(cell, code === TANH ? f64x2.add(x, x) : x, least);
    a += step;
  }
  if (code === TANH) {
    for (let cell = cells; cell < end; cell += CELL) fall(cell);
    return;
  }
  for (let cell = cells; cell < end; cell += CELL) decay(cell);
  if (isFar(least)) for (let cell = cells; cell < end; cell += CELL) fade(cell);
}
