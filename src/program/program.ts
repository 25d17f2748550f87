import { view } from "../core/arena.ts";
import { kernels } from "../core/instance.ts";
import { fail } from "../error/fail.ts";
import { describe } from "../expression/describe.ts";
import type { Expression } from "../expression/node.ts";
import type { Value } from "../value/value.ts";
import { accelerate } from "./accelerator/accelerate.ts";
import { checkedValue } from "./checkedValue.ts";
import type { Factorization } from "./factorization.ts";
import type { Lease } from "./lease.ts";
import type { SharedData } from "./sharedData.ts";

/** Where one input, output or bound variable lies: index of a double, and count of elements. */
export interface Slot {
  readonly first: number;
  readonly size: number;
}

/** Part of a program: a stretch of tape, or a call out of it. */
export type Segment = { readonly tape: number } | { readonly call: () => void };

/** How much one run does. */
export interface Counts {
  readonly instructions: number;
  readonly flops: number;
  /** Memory of the program: data and tape. */
  readonly bytes: number;
  readonly factorizations: number;
  /** Instructions that run only when a bound variable changes. */
  readonly hoisted: number;
}

/** What `buildProgram` hands over. */
export interface Plan {
  readonly name: string;
  readonly inputs: readonly Expression[];
  readonly outputs: readonly Expression[];
  /** Of the block that all addresses lie in. */
  readonly lease: Lease;
  readonly inputSlots: readonly Slot[];
  readonly outputSlots: readonly Slot[];
  readonly bound: ReadonlyMap<Expression, Slot>;
  /** Where the bound variables lie instead, if other programs read them too. */
  readonly shared: SharedData | undefined;
  readonly prologue: number;
  readonly segments: readonly Segment[];
  readonly factorizations: readonly Factorization[];
  readonly counts: Counts;
  explain(): string;
}

/** Runs after which code of its own has a chance to pay back: short programs gain little (bench/accelerator.ts). */
const runsBeforeCode = (instructions: number): number => Math.ceil(2000 + 2.5e5 / instructions);

/** Numbers that are copied one by one. */
const LOOP_MOST = 64;

const nameOf = (node: Expression, i: number): string => node.attributes.name ?? `input ${i}`;

/** Compiled expressions: after construction only numbers move. */
export class Program {
  readonly name: string;
  readonly inputs: readonly Expression[];
  readonly outputs: readonly Expression[];
  /** One for each matrix that is factored, in order; valid after a run. */
  readonly factorizations: readonly Factorization[];
  readonly counts: Counts;
  private readonly plan: Plan;
  private segments: readonly Segment[];
  private runsBeforeCode: number;
  private isStale = true;
  private sharedVersion = 0;

  constructor(plan: Plan) {
    this.plan = plan;
    this.segments = plan.segments;
    this.name = plan.name;
    this.inputs = plan.inputs;
    this.outputs = plan.outputs;
    this.factorizations = plan.factorizations;
    this.counts = plan.counts;
    this.runsBeforeCode = runsBeforeCode(plan.counts.instructions);
  }

  /**
   * The outputs at the given inputs: numbers for shape [], else row-major copies.
   *
   * @throws ERR_SHAPE  count or shape of the values
   * @throws ERR_NOT_FINITE  a value contains NaN or an infinity
   * @throws ERR_SINGULAR  a matrix that is solved with cannot be factored
   */
  run(...values: Value[]): (number | Float64Array)[] {
    if (values.length !== this.inputs.length) {
      const names = this.inputs.map(nameOf);
      const count = `${values.length} value${values.length === 1 ? "" : "s"}`;
      const advice = `Give a value for each, in this order, and not ${count}.`;
      fail("ERR_SHAPE", {
        operation: this.name,
        shapes: this.inputs.map(({ shape }) => shape),
        names,
        advice,
      });
    }
    values.forEach((value, i) => {
      this.set(i, checkedValue(this.name, value, this.inputs[i]!, nameOf(this.inputs[i]!, i)));
    });
    this.execute();
    this.checkFactors();
    return this.outputs.map(({ shape }, j) => {
      if (shape.length === 0) return this.scalar(j);
      const result = new Float64Array(this.plan.outputSlots[j]!.size);
      this.get(j, result);
      return result;
    });
  }

  /** Whether the outputs depend on a variable that is not an input. */
  dependsOn(variable: Expression): boolean {
    return this.plan.bound.has(variable);
  }

  /**
   * Gives a free variable (one that is not an input) other numbers. Nothing is compiled again.
   *
   * @throws ERR_OPTION  it is an input, or the outputs do not depend on it
   */
  bind(variable: Expression, value: Value): void {
    this.plan.lease.check();
    const slot = this.plan.bound.get(variable);
    if (!slot)
      fail("ERR_OPTION", {
        operation: this.name,
        option: "what bind changes",
        given: variable?.attributes?.name ?? variable,
        expected: "a variable that the outputs depend on and that is not an input",
      });
    const data = checkedValue(this.name, value, variable, nameOf(variable, 0));
    if (this.plan.shared) {
      this.plan.shared.bind(variable, data);
      return;
    }
    view().set(data, slot.first);
    this.isStale = true;
  }

  /** Copies numbers into input i, unchecked. */
  set(i: number, data: ArrayLike<number>): void {
    this.plan.lease.check();
    const memory = view();
    const { first } = this.plan.inputSlots[i]!;
    const count = data.length;
    // A typed array's own `set` costs more than a short loop.
    if (count > LOOP_MOST) memory.set(data, first);
    else for (let j = 0; j < count; j++) memory[first + j] = data[j]!;
  }

  /** Writes input i of shape [], unchecked. */
  setScalar(i: number, value: number): void {
    this.plan.lease.check();
    view()[this.plan.inputSlots[i]!.first] = value;
  }

  /** Runs the tape on the inputs as they were set; allocates nothing. */
  execute(): void {
    const { lease, prologue, shared } = this.plan;
    lease.check();
    if (--this.runsBeforeCode === 0) this.accelerate();
    const { segments } = this;
    const version = shared ? shared.version : 0;
    if (this.isStale || version !== this.sharedVersion) {
      kernels.execute(prologue);
      this.isStale = false;
      this.sharedVersion = version;
    }
    for (let i = 0; i < segments.length; i++) {
      const segment = segments[i]!;
      if ("tape" in segment) kernels.execute(segment.tape);
      else segment.call();
    }
  }

  /**
   * Makes WebAssembly code of its own for the instructions on few numbers, at once and not after some thousand runs: the
   * results stay the same to the last bit. True if it runs such code from now on; the executor goes on where a runtime
   * compiles nothing (a request of a worker, a strict content security policy) or where there is too little to gain.
   */
  accelerate(): boolean {
    this.plan.lease.check();
    this.segments = accelerate(this.segments) ?? this.segments;
    return this.segments !== this.plan.segments;
  }

  /** Copies output j into an array. */
  get(j: number, into: Float64Array): void {
    this.plan.lease.check();
    const { first, size: count } = this.plan.outputSlots[j]!;
    const memory = view();
    // The same, and a subarray.
    if (count > LOOP_MOST) into.set(memory.subarray(first, first + count));
    else for (let i = 0; i < count; i++) into[i] = memory[first + i]!;
  }

  /** Output j of shape []. */
  scalar(j: number): number {
    this.plan.lease.check();
    return view()[this.plan.outputSlots[j]!.first]!;
  }

  /** The tape as text: where inputs and outputs are, and of each instruction the operations, bytes and expression. */
  explain(): string {
    const note = this.segments === this.plan.segments ? "" : "runs as code of its own\n";
    return note + this.plan.explain();
  }

  /** Gives the memory back at once; otherwise it returns when the program is collected. */
  dispose(): void {
    this.plan.lease.release();
    this.segments = this.plan.segments;
  }

  /** A matrix that could not be factored has put NaN into everything solved with it. */
  private checkFactors(): void {
    for (const { matrix, kind, status } of this.factorizations) {
      const pivot = status();
      if (pivot === 0) continue;
      const advice =
        kind === "spd"
          ? 'Its pivots are not all positive: solve with { kind: "symmetric" } or { kind: "general" }, or add a ridge.'
          : "Remove rows or columns that depend on others, or add a ridge.";
      fail("ERR_SINGULAR", {
        operation: this.name,
        matrix: describe(matrix),
        size: matrix.shape[0]!,
        advice,
      });
    }
  }
}
