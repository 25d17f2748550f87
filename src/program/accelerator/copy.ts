import type { Code } from "./code.ts";
import { ELEMENTS_MOST } from "./elementwise.ts";

/** Emits a COPY instruction (assembly/tape/strided.ts) of few elements; false, and nothing, for others. */
export function copy(code: Code, words: Int32Array): boolean {
  const [, y = 0, x = 0, depth = 0] = words;
  const loops = words.subarray(4, 4 + 3 * depth);
  let count = 1;
  for (let i = 0; i < loops.length; i += 3) count *= loops[i]!;
  if (count > ELEMENTS_MOST) return false;
  nest(code, loops, y, x);
  return true;
}

/** Emits a FILL instruction of few elements; false, and nothing, for others. */
export function fill(code: Code, words: Int32Array): boolean {
  const [, y = 0, n = 0, value = 0] = words;
  if (n > ELEMENTS_MOST) return false;
  nest(code, Int32Array.of(n, 8, 0), y, value);
  return true;
}

/** Loops outermost first: count, step of y and step of x in bytes. */
function nest(code: Code, loops: Int32Array, y: number, x: number): void {
  const [count = 1, yStep = 8, xStep = 8] = loops;
  if (loops.length <= 3)
    code.lanes(count, yStep === 8 && (xStep === 8 || xStep === 0), (i) =>
      code.write(y + i * yStep, () => code.read(x + i * xStep, xStep)),
    );
  else for (let i = 0; i < count; i++) nest(code, loops.subarray(3), y + i * yStep, x + i * xStep);
}
