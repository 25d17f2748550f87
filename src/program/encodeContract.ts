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
  readonly zeroed: number;
  readonly beta: 0 | 1;
  /** Count, then the steps of out, a and b in elements, outermost loop first. */
  readonly loops: readonly (readonly [number, number, number, number])[];
}

export function encodeContract(tape: Encoder, contract: Contract): void {
  const { leaf, sizes, out, a, b, alpha, factor, zeroed, beta, loops } = contract;
  tape.integers(CONTRACT, loops.length, leaf);
  for (const view of [out, a, b, alpha, factor]) {
    if (view) tape.view(view);
    else tape.integers(0);
  }
  tape.integers(zeroed, beta);
  for (let i = 0; i < 8; i++) tape.integers(sizes[i] ?? 0);
  for (const [count, ...steps] of loops) tape.integers(count, ...steps.map((step) => 8 * step));
}
