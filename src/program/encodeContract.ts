import type { Axis } from "./axis.ts";
import type { Encoder } from "./encoder.ts";
import { CONTRACT } from "./opcode.ts";
import type { View } from "./view.ts";

/** One CONTRACT instruction; see assembly/tape/contract.ts for its words. */
export interface Contract {
  readonly leaf: number;
  /** Arguments of the innermost kernel, at most eight. */
  readonly sizes: readonly number[];
  readonly out: View;
  readonly a: View;
  readonly b: View | undefined;
  readonly alpha: View;
  /** A second factor of alpha. */
  readonly factor?: View | undefined;
  /** Elements of out that are zeroed first. */
  readonly zeroed?: number;
  readonly beta?: 0 | 1;
  /** Outermost first; steps in elements. */
  readonly loops?: readonly Axis[];
}

export function encodeContract(tape: Encoder, contract: Contract): void {
  const { leaf, sizes, out, a, b, alpha, factor, zeroed, beta, loops = [] } = contract;
  tape.put(CONTRACT, loops.length, leaf, out, a, b, alpha, factor, zeroed, beta);
  for (let i = 0; i < 8; i++) tape.put(sizes[i]);
  for (const loop of loops) tape.put(loop.count, 8 * loop.out, 8 * loop.a, 8 * loop.b);
}
