import type { Axis } from "./axis.ts";
import type { Encoder } from "./encoder.ts";
import { CONTRACT } from "./opcode.ts";
import type { View } from "./view.ts";

/** The innermost kernel of a CONTRACT instruction, and the loops around it. */
export interface Contract {
  readonly leaf: number;
  /** Arguments of the kernel in the order of assembly/tape/contract.ts, at most eight. */
  readonly sizes: readonly number[];
  /** Outermost first; steps in elements. */
  readonly loops?: readonly Axis[];
}

/**
 * CONTRACT: out ← alpha · a·b, with one or two numbers for alpha; see assembly/tape/contract.ts for its words. With `zeroed` it is added to out,
 * of which so many elements become 0 before.
 */
export function encodeContract(
  tape: Encoder,
  { leaf, sizes, loops = [] }: Contract,
  out: View,
  a: View,
  b: View | undefined,
  [alpha, factor]: readonly View[],
  zeroed?: number,
): void {
  tape.put(CONTRACT, loops.length, leaf, out, a, b, alpha, factor);
  tape.put(zeroed, zeroed === undefined ? 0 : 1);
  for (let i = 0; i < 8; i++) tape.put(sizes[i]);
  for (const loop of loops) tape.put(loop.count, 8 * loop.out, 8 * loop.a, 8 * loop.b);
}
