import type { Expression } from "../expression/node.ts";
import { type Shape, size } from "../value/shape.ts";
import type { Encoder } from "./encoder.ts";
import type { Instruction, Structured, Total } from "./instruction.ts";
import type { Factors } from "./linear.ts";
import { COPY, FILL } from "./opcode.ts";
import { type Buffer, isConstant, isDense, loops, type View, whole } from "./view.ts";

/** Collects the instructions and buffers of a program while its nodes are lowered, in order. */
export class Builder {
  readonly instructions: Instruction[] = [];
  readonly buffers: Buffer[] = [];
  /** Numbers that are in memory before the first run. */
  readonly initial: { readonly buffer: Buffer; readonly data: ArrayLike<number> }[] = [];
  /** 32-bit tables (indices of gather) that are in memory before the first run. */
  readonly tables: { readonly buffer: Buffer; readonly data: readonly number[] }[] = [];
  private readonly values = new Map<Expression, View>();
  private readonly lower: (builder: Builder, node: Expression) => View;
  /** Nodes that their only reader, an addition, may absorb: lowered when somebody asks for their value. */
  private readonly deferred = new Set<Expression>();
  readonly factors: Map<string, Factors> = new Map();
  /** Contractions of pairs by what they multiply, with the labels of their axes. */
  readonly pairs: Map<string, { readonly view: View; readonly labels: readonly number[] }> =
    new Map();
  private readonly numbers = new Map<number | string, View>();
  /** The node being lowered: its instructions are listed under it. */
  node: Expression | undefined;

  constructor(lower: (builder: Builder, node: Expression) => View) {
    this.lower = lower;
  }

  /** Where the value of a node is; its instructions are emitted when it is asked for first. */
  value(node: Expression): View {
    let view = this.values.get(node);
    if (!view) {
      view = this.lower(this, node);
      this.values.set(node, view);
    }
    return view;
  }

  /** Says where a value comes from outside. */
  place(node: Expression, view: View): void {
    this.values.set(node, view);
  }

  has(node: Expression): boolean {
    return this.values.has(node);
  }

  defer(node: Expression): void {
    this.deferred.add(node);
  }

  isDeferred(node: Expression): boolean {
    return this.deferred.has(node);
  }

  /** What `lower` returns, its instructions listed under a node. */
  under<T>(node: Expression, lower: () => T): T {
    const outer = this.node;
    this.node = node;
    const result = lower();
    this.node = outer;
    return result;
  }

  /** A buffer that lives as long as it is read. */
  temporary(elements: number, constant: boolean, persistent = false): Buffer {
    const { length: id } = this.buffers;
    const buffer = { id, size: elements, constant, persistent, address: 0 };
    this.buffers.push(buffer);
    return buffer;
  }

  /** A buffer that keeps its place. */
  persistent(elements: number, constant: boolean): Buffer {
    return this.temporary(elements, constant, true);
  }

  /** A buffer of constants that lies outside the program's block. */
  outside(elements: number, address: number): Buffer {
    return Object.assign(this.persistent(elements, true), { address, isOutside: true });
  }

  /** A number as a scalar view; equal numbers share a cell. */
  number(value: number): View {
    // A Map takes −0 for 0: the sign of zero needs a key of its own.
    const key = Object.is(value, -0) ? "-0" : value;
    let view = this.numbers.get(key);
    if (!view) {
      view = whole(this.persistent(1, true), []);
      this.initial.push({ buffer: view.buffer, data: [value] });
      this.numbers.set(key, view);
    }
    return view;
  }

  emit(instruction: Instruction): void {
    this.instructions.push(instruction);
  }

  /** A new array, which is constant if all is that it is made of. */
  private target(shape: Shape, reads: readonly View[]): View {
    return whole(this.temporary(size(shape), isConstant(reads)), shape);
  }

  /** y ← f(operands) over `shape`; each operand has that shape. */
  elementwise(opcode: number, shape: Shape, reads: readonly View[]): View {
    const result = this.target(shape, reads);
    const writes = [result.buffer];
    const { node } = this;
    this.emit({ kind: "elementwise", opcode, shape, reads, writes, node, flops: size(shape) });
    return result;
  }

  /** An array that an instruction fills with what it makes of `reads`; see {@link Structured}. */
  array(
    name: string,
    shape: Shape,
    reads: readonly View[],
    flops: number,
    encode: (tape: Encoder, result: View) => void,
    inPlace = false,
    total?: Total,
  ): View {
    const result = this.target(shape, reads);
    const write = (tape: Encoder) => encode(tape, result);
    this.structured(name, reads, [result.buffer], flops, write, inPlace, total);
    return result;
  }

  structured(
    name: string,
    reads: readonly View[],
    writes: readonly Buffer[],
    flops: number,
    encode: Structured["encode"],
    inPlace = false,
    total?: Total,
  ): void {
    const { node } = this;
    this.emit({ kind: "structured", name, reads, writes, node, flops, encode, inPlace, total });
  }

  /** The view itself if it is dense, else a dense copy. */
  dense(view: View): View {
    return isDense(view) ? view : this.copied(view);
  }

  /** A dense copy. */
  copied(view: View): View {
    return this.array("copy", view.shape, [view], 0, (tape, result) =>
      encodeCopy(tape, result, view),
    );
  }
}

/** COPY y ← x for views of one shape. */
export function encodeCopy(tape: Encoder, y: View, x: View): void {
  if (size(x.shape) === 0) return;
  tape.put(COPY, y, x);
  tape.loops(loops(x.shape, [y.strides, x.strides]));
}

/** FILL y, which is dense, with a number. */
export function encodeFill(tape: Encoder, y: View, number: View): void {
  tape.put(FILL, y, size(y.shape), number);
}
