import { describe } from "../expression/describe.ts";
import type { Expression } from "../expression/node.ts";
import type { Builder } from "./builder.ts";
import type { Instruction } from "./instruction.ts";
import { LOAD } from "./opcode.ts";
import { opcodeNames } from "./opcodeNames.ts";
import type { Schedule } from "./schedule.ts";
import type { Buffer, View } from "./view.ts";

/** What an opcode of a loop is called in the listing. */
export function opcodeName(opcode: number): string | undefined {
  return opcodeNames[opcode] ?? ["load", "sum", "sum product"][opcode - LOAD];
}

/** The tape as text: where the values from outside are, a line for each instruction, and where the outputs are. */
export function explain(
  builder: Builder,
  leaves: readonly Expression[],
  { prologue, main }: Schedule,
  results: readonly View[],
  dataBytes: number,
  tapeBytes: number,
): string {
  const given = leaves.map((node) => {
    const { name = node.op } = node.attributes;
    return `${places([builder.value(node).buffer])} ${name} [${node.shape}]`;
  });
  const once = prologue.length > 0 ? ["once, and when a bound variable changes:"] : [];
  return [
    `${dataBytes} bytes of data, ${tapeBytes} bytes of tape`,
    `inputs and bound variables: ${given.join(", ")}`,
    ...once,
    ...prologue.map(line),
    "every run:",
    ...main.map(line),
    `outputs: ${results.map(({ buffer }) => places([buffer])).join(", ")}`,
  ].join("\n");
}

const places = (buffers: readonly Buffer[]): string =>
  [...new Set(buffers)].map(({ id }) => `%${id}`).join(", ");

/** Nodes of an expression that a line shows. */
const NODES_MOST = 6;

function line(instruction: Instruction): string {
  const { reads, writes, node, flops } = instruction;
  const read = places(reads.map(({ buffer }) => buffer));
  const bytes = 8 * writes.reduce((sum, { size }) => sum + size, 0);
  const source = node ? `  ← ${describe(node, NODES_MOST)} [${node.shape}]` : "";
  return `  ${places(writes)} = ${nameOf(instruction)}(${read})  ${flops} flops, ${bytes} bytes${source}`;
}

function nameOf(instruction: Instruction): string {
  if (instruction.kind === "structured") return instruction.name;
  if (instruction.kind === "call") return `call ${instruction.node!.attributes.callee.name}`;
  const parts = instruction.kind === "fused" ? instruction.parts : [instruction];
  const names = parts.map(({ opcode }) => opcodeName(opcode)).join("; ");
  return instruction.kind === "fused" ? `fused[${names}]` : names;
}
