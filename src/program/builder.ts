import type { Expression } from "../expression/node.ts";
import { type Shape, size } from "../value/shape.ts";
import type { Elementwise, Instruction, Structured, Total } from "./instruction.ts";
import type { Factors } from "./linear.ts";
import { COPY } from "./opcode.ts";
import { type Buffer, isDense, loops, type View, whole } from "./view.ts";

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
  temporary(elements: number, constant: boolean): Buffer {
    const buffer = {
      id: this.buffers.length,
      size: elements,
      constant,
      persistent: false,
      address: 0,
    };
    this.buffers.push(buffer);
    return buffer;
  }

  /** A buffer that keeps its place. */
  persistent(elements: number, constant: boolean): Buffer {
    const buffer = this.temporary(elements, constant);
    buffer.persistent = true;
    return buffer;
  }

  /** A buffer of constants that lies outside the program's block. */
  outside(elements: number, address: number): Buffer {
    const { length: id } = this.buffers;
    const place = { size: elements, constant: true, persistent: true, isOutside: true };
    const buffer = { id, address, ...place };
    this.buffers.push(buffer);
    return buffer;
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

  /** y ← f(operands) over `shape`; each operand has that shape. */
  elementwise(opcode: number, shape: Shape, operands: readonly View[]): View {
    const elements = size(shape);
    const target = this.temporary(
      elements,
      operands.every(({ buffer }) => buffer.constant),
    );
    const instruction: Elementwise = {
      kind: "elementwise",
      opcode,
      shape,
      reads: operands,
      writes: [target],
      node: this.node,
      flops: elements,
    };
    this.emit(instruction);
    return whole(target, shape);
  }

  structured(
    name: string,
    reads: readonly View[],
    writes: readonly Buffer[],
    flops: number,
    encode: Structured["encode"],
    options: { readonly inPlace?: number; readonly total?: Total | undefined } = {},
  ): void {
    this.emit({
      kind: "structured",
      name,
      reads,
      writes,
      node: this.node,
      flops,
      encode,
      ...options,
    });
  }

  /** The view itself if it is dense, else a dense copy. */
  dense(view: View): View {
    return isDense(view) ? view : this.copied(view);
  }

  /** A dense copy. */
  copied(view: View): View {
    const target = this.temporary(size(view.shape), view.buffer.constant);
    const result = whole(target, view.shape);
    this.structured("copy", [view], [target], 0, (tape) => encodeCopy(tape, result, view));
    return result;
  }
}

/** COPY y ← x for views of one shape. */
export function encodeCopy(tape: Parameters<Structured["encode"]>[0], y: View, x: View): void {
  const nest = loops(y.shape, [y.strides, x.strides]);
  tape.integers(COPY);
  tape.view(y);
  tape.view(x);
  tape.integers(nest.length);
  for (const { count, steps } of nest) tape.integers(count, 8 * steps[0]!, 8 * steps[1]!);
}
