import * as op from "../opcode.ts";
import type { Code } from "./code.ts";
import { ELEMENTS_MOST } from "./elementwise.ts";
import { type Leaf, leafOf } from "./leaf.ts";

/** Multiplications, of all loops, up to which a contraction is unrolled. */
const PRODUCTS_MOST = 64;

/** Emits a CONTRACT instruction (assembly/tape/contract.ts) over few numbers; false, and nothing, for others. */
export function contract(code: Code, words: Int32Array, w: number): boolean {
  const first = w + op.CONTRACT_WORDS;
  const [, loops = 0, kind = 0, out = 0, a = 0, b = 0] = words.subarray(w, first);
  const zeroed = words[w + 8]!;
  const leaf = leafOf(code, kind, {
    alpha: words[w + 6]!,
    second: words[w + 7]!,
    accumulates: words[w + 9] !== 0,
    sizes: words.subarray(w + 10, first),
  });
  let rounds = 1;
  for (let i = 0; i < loops; i++) rounds *= words[first + 4 * i]!;
  if (!leaf || zeroed > ELEMENTS_MOST || rounds * leaf.products > PRODUCTS_MOST) return false;
  code.lanes(zeroed, true, (i) => code.write(out + 8 * i, () => code.apply("0")));
  nest(leaf, words.subarray(first, first + 4 * loops), [out, a, b]);
  return true;
}

/** Emits the leaf for every round of the loops: count, and steps of out, a and b in bytes, outermost first. */
function nest(leaf: Leaf, loops: Int32Array, [out, a, b]: readonly [number, number, number]): void {
  if (loops.length === 0) {
    leaf.emit(out, a, b);
    return;
  }
  const [count = 0, outStep = 0, aStep = 0, bStep = 0] = loops;
  for (let i = 0; i < count; i++)
    nest(leaf, loops.subarray(4), [out + i * outStep, a + i * aStep, b + i * bStep]);
}
