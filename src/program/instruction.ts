import type { Expression } from "../expression/node.ts";
import type { Shape } from "../value/shape.ts";
import type { Encoder } from "./encoder.ts";
import type { Buffer, View } from "./view.ts";

interface Common {
  /** Everything that is read, for scheduling and for the lifetime of buffers. */
  readonly reads: readonly View[];
  readonly writes: readonly Buffer[];
  /** What it computes a part of. */
  readonly node: Expression | undefined;
  readonly flops: number;
}

/** y ← f(operands) element by element; the fusion joins these. */
export interface Elementwise extends Common {
  readonly kind: "elementwise";
  readonly opcode: number;
  readonly shape: Shape;
}

/** Π factors · Σ operands[0] (· operands[1]) over dense arrays of `size` elements. */
export interface Total {
  readonly size: number;
  readonly operands: readonly View[];
  /** Scalars. */
  readonly factors: readonly View[];
}

/** Anything else that runs on the tape. */
export interface Structured extends Common {
  readonly kind: "structured";
  /** Word for the listing. */
  readonly name: string;
  /** Whether the result may take over the memory of the first read if nobody else reads it afterwards. */
  readonly inPlace: boolean;
  /** Set if the result is the sum of all elements, or of all products: a loop may collect it. */
  readonly total: Total | undefined;
  encode(tape: Encoder): void;
}

/** Several elementwise operations over as many elements in one pass. */
export interface Fused extends Common {
  readonly kind: "fused";
  readonly parts: readonly Elementwise[];
  readonly size: number;
}

/** Leaves the tape: `routine` is bound when the program is built. */
export interface HostCall extends Common {
  readonly kind: "call";
}

export type Instruction = Elementwise | Structured | Fused | HostCall;
