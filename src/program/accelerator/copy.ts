import type { Code } from "./code.ts";
import { ELEMENTS_MOST } from "./elementwise.ts";
import { everyRound, roundsOf } from "./rounds.ts";

/** Emits a COPY instruction (assembly/tape/strided.ts) of few elements; false, and nothing, for others. */
export function copy(code: Code, words: Int32Array): boolean {
  const [, y = 0, x = 0] = words;
  const loops = words.subarray(4);
  if (roundsOf(loops, 2) > ELEMENTS_MOST) return false;
  const [count = 1, yStep = 8, xStep = 8] = loops.subarray(-3);
  everyRound(loops.subarray(0, -3), [y, x], (to: number, from: number) =>
    code.lanes(count, yStep === 8 && (xStep === 8 || xStep === 0), (i) =>
      code.write(to + i * yStep, () => code.read(from + i * xStep, xStep)),
    ),
  );
  return true;
}

/** Emits a FILL instruction of few elements; false, and nothing, for others. */
export function fill(code: Code, words: Int32Array): boolean {
  const [, y = 0, n = 0, value = 0] = words;
  return copy(code, Int32Array.of(0, y, value, 1, n, 8, 0));
}
