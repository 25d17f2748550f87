import { allocate, view, words } from "../core/arena.ts";
import { fail } from "../error/fail.ts";
import type { Expression } from "../expression/node.ts";
import type { Callee, Environment, Routine } from "../expression/operator/call.ts";
import { size } from "../value/shape.ts";
import { Builder } from "./builder.ts";
import { encode } from "./encode.ts";
import { Encoder } from "./encoder.ts";
import { explain } from "./explain.ts";
import { type Factorization, factorization } from "./factorization.ts";
import type { HostCall } from "./instruction.ts";
import { Lease } from "./lease.ts";
import { lower } from "./lower.ts";
import { planMemory } from "./memory.ts";
import { END } from "./opcode.ts";
import { postOrder } from "./postOrder.ts";
import { Program, type Segment, type Slot } from "./program.ts";
import { type Schedule, schedule } from "./schedule.ts";
import type { SharedData } from "./sharedData.ts";
import { addressOf, type Buffer, type View, whole } from "./view.ts";

export interface ProgramOptions {
  /** Handed to the callees of `call` nodes when they are bound. */
  readonly environment?: Environment;
  /** For messages. */
  readonly name?: string;
  /** Values of free variables in place of their initial ones. */
  readonly values?: ReadonlyMap<Expression, Float64Array>;
  /** Holds the free variables and larger constants, for this program and others. */
  readonly shared?: SharedData;
}

/**
 * Compiles expressions to a tape.
 *
 * Free variables that are not inputs are bound to their initial values; `bind` changes them.
 *
 * @throws ERR_UNBOUND  a free variable without initial value
 * @throws ERR_MEMORY  the arrays do not fit
 */
export function buildProgram(
  inputs: readonly Expression[],
  outputs: readonly Expression[],
  options: ProgramOptions = {},
): Program {
  const { name = "program", shared } = options;
  const { builder, free, results, plan, dataBytes } = planned(inputs, outputs, options);
  const tape = new Encoder();
  const parts = encodeAll(tape, plan, dataBytes);
  const tapeBytes = 4 * tape.words.length;
  // Before anything is allocated: a callee may refuse.
  const routines = parts.map((part) =>
    typeof part === "number"
      ? undefined
      : (part.node!.attributes.callee as Callee).bind(options.environment as Environment),
  );
  const block = allocate(dataBytes + tapeBytes);
  const lease = new Lease(block, name);
  for (const { buffer, data } of builder.initial) view().set(data, (block + buffer.address) / 8);
  for (const { buffer, data } of builder.tables) words().set(data, (block + buffer.address) / 4);
  tape.relocate(words(), (block + dataBytes) / 4, block);
  const slot = ({ buffer, offset, shape }: View): Slot => ({
    first: addressOf(buffer, block) / 8 + offset,
    size: size(shape),
  });
  const segments = parts.map((part, i): Segment => {
    if (typeof part === "number") return { tape: block + dataBytes + 4 * part };
    return { call: bound(part, lease, shared, routines[i]!) };
  });
  const factorizations = factored(builder, plan, lease);
  return new Program({
    name,
    inputs,
    outputs,
    lease,
    inputSlots: inputs.map((input) => slot(builder.value(input))),
    outputSlots: results.map(slot),
    bound: new Map(free.map((node) => [node, slot(builder.value(node))])),
    shared,
    prologue: block + dataBytes,
    segments,
    factorizations,
    counts: {
      instructions: plan.main.length,
      flops: plan.main.reduce((sum, { flops }) => sum + flops, 0),
      bytes: dataBytes + tapeBytes,
      factorizations: factorizations.length,
      hoisted: plan.prologue.length,
    },
    explain: listing(inputs, outputs, options.values, dataBytes, tapeBytes),
  });
}

/** Plans again when asked: the plan is larger than the program, and a closure in `buildProgram` would keep it. */
function listing(
  inputs: readonly Expression[],
  outputs: readonly Expression[],
  values: ProgramOptions["values"],
  dataBytes: number,
  tapeBytes: number,
): () => string {
  return () => {
    const { builder, free, plan, results } = planned(inputs, outputs, { values });
    return explain(builder, [...inputs, ...free], plan, results, dataBytes, tapeBytes);
  };
}

/** Where the numbers of leaves come from. */
type LeafOptions = { [key in "values" | "shared"]?: ProgramOptions[key] | undefined };

interface Planned {
  readonly builder: Builder;
  readonly free: readonly Expression[];
  readonly results: readonly View[];
  readonly plan: Schedule;
  readonly dataBytes: number;
}

/** Everything up to addresses; the same for the same graph. */
function planned(
  inputs: readonly Expression[],
  outputs: readonly Expression[],
  options: LeafOptions,
): Planned {
  const builder = new Builder(lower);
  for (const input of inputs)
    builder.place(input, whole(builder.persistent(size(input.shape), false), input.shape));
  const order = postOrder(builder, outputs);
  for (const node of order)
    if (node.op === "variable" || node.op === "constant") leaf(builder, node, options);
  for (const node of order) if (!builder.isDeferred(node)) builder.value(node);
  const free = order.filter(({ op }) => op === "variable");
  const results = outputs.map((output) => builder.dense(builder.value(output)));
  const plan = schedule(builder, results);
  return { builder, free, results, plan, dataBytes: planMemory(builder.buffers, plan, results) };
}

/** Shorter constants stay with the program that reads them. */
const SHARED_LEAST = 64;

/** A constant or a free variable: in memory before the first run. */
function leaf(builder: Builder, node: Expression, { values, shared }: LeafOptions): void {
  const { data: constant, initial } = node.attributes;
  const data = node.op === "constant" ? constant : (values?.get(node) ?? initial);
  if (!data) fail("ERR_UNBOUND", { name: node.attributes.name });
  if (shared && (node.op === "variable" || data.length >= SHARED_LEAST)) {
    const outside = builder.outside(data.length, shared.place(node, data));
    builder.place(node, whole(outside, node.shape));
    return;
  }
  const buffer = builder.persistent(data.length, true);
  builder.initial.push({ buffer, data });
  builder.place(node, whole(buffer, node.shape));
}

/** Encodes the prologue, and the main part from END to END: positions of tape segments, or calls. */
function encodeAll(
  tape: Encoder,
  { prologue, main }: Schedule,
  start: number,
): (number | HostCall)[] {
  for (const instruction of prologue) encode(tape, instruction, start);
  tape.put(END);
  const parts: (number | HostCall)[] = [];
  let isOpen = false;
  for (const instruction of main) {
    const isCall = instruction.kind === "call";
    if (isCall && isOpen) tape.put(END);
    if (isCall) parts.push(instruction);
    else if (!isOpen) parts.push(tape.words.length);
    encode(tape, instruction, start);
    isOpen = !isCall;
  }
  tape.put(END);
  return parts;
}

/** A call with its own copies of inputs and output: the routine may make the memory grow. */
function bound(
  { node, reads, writes }: HostCall,
  lease: Lease,
  shared: SharedData | undefined,
  routine: Routine,
): () => void {
  const block = lease.address;
  const sources = reads.map(({ buffer, offset }) => addressOf(buffer, block) / 8 + offset);
  const inputs = node!.inputs.map((input) => new Float64Array(size(input.shape)));
  const output = new Float64Array(size(node!.shape));
  const target = (block + (writes[0] as Buffer).address) / 8;
  const answer = (): void => routine(inputs, output);
  const call = shared ? () => shared.whileLocked(answer) : answer;
  return () => {
    const memory = view();
    inputs.forEach((input, k) => {
      const first = sources[k]!;
      for (let i = 0; i < input.length; i++) input[i] = memory[first + i]!;
    });
    lease.whileLocked(call);
    view().set(output, target);
  };
}

function factored(builder: Builder, { prologue, main }: Schedule, lease: Lease): Factorization[] {
  const live = new Set([...prologue, ...main].flatMap(({ writes }) => writes));
  return [...builder.factors.values()]
    .filter(({ factor }) => live.has(factor))
    .map((factors) => factorization(factors, lease));
}
