import type { Code } from "./code.ts";
import { ELEMENTS_MOST } from "./elementwise.ts";

/** Emits a COPY instruction (assembly/tape/strided.ts) of few elements; false, and nothing, for others. */
export function copy(code: Code, words: Int32Array, w: number): boolean {
  const [, y = 0, x = 0, loops = 0] = words.subarray(w, w + 4);
  const nest = words.subarray(w + 4, w + 4 + 3 * loops);
  let elements = 1;
  for (let i = 0; i < nest.length; i += 3) elements *= nest[i]!;
  if (elements > ELEMENTS_MOST) return false;
  round(code, nest, y, x);
  return true;
}

/** Loops outermost first: count, step of y, step of x in bytes. */
function round(code: Code, nest: Int32Array, y: number, x: number): void {
  const [count = 0, yStep = 0, xStep = 0] = nest;
  if (nest.length === 0) code.write(y, () => code.read(x, 8));
  else if (nest.length === 3 && yStep === 8 && (xStep === 8 || xStep === 0))
    code.lanes(count, true, (i) => code.write(y + 8 * i, () => code.read(x + i * xStep, xStep)));
  else for (let i = 0; i < count; i++) round(code, nest.subarray(3), y + i * yStep, x + i * xStep);
}

/** Emits a FILL instruction of few elements; false, and nothing, for others. */
export function fill(code: Code, words: Int32Array, w: number): boolean {
  const [, y = 0, n = 0, value = 0] = words.subarray(w, w + 4);
  if (n > ELEMENTS_MOST) return false;
  code.lanes(n, true, (i) => code.write(y + 8 * i, () => code.read(value, 0)));
  return true;
}
