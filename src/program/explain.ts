import type { Instruction } from "./instruction.ts";
import { LOAD } from "./opcode.ts";
import { opcodeNames } from "./opcodeNames.ts";
import type { Schedule } from "./schedule.ts";

/** What an opcode of a loop is called in the listing. */
export function opcodeName(opcode: number): string | undefined {
  return opcodeNames[opcode] ?? ["load", "sum", "sum product"][opcode - LOAD];
}

/** The tape as text, one line for each instruction. */
export function explain(
  { prologue, main }: Schedule,
  dataBytes: number,
  tapeBytes: number,
): string {
  const lines = [`${dataBytes} bytes of data, ${tapeBytes} bytes of tape`];
  if (prologue.length > 0) {
    lines.push("once, and when a bound variable changes:");
    for (const instruction of prologue) lines.push(`  ${line(instruction)}`);
  }
  lines.push("every run:");
  for (const instruction of main) lines.push(`  ${line(instruction)}`);
  return lines.join("\n");
}

function line(instruction: Instruction): string {
  const { reads, writes, node, flops } = instruction;
  const read = [...new Set(reads.map(({ buffer }) => buffer.id))].map((id) => `%${id}`).join(", ");
  const written = writes.map(({ id }) => `%${id}`).join(", ");
  const bytes = 8 * writes.reduce((sum, { size }) => sum + size, 0);
  const source = node ? `  ← ${node.op} #${node.id} [${node.shape}]` : "";
  return `${written} = ${nameOf(instruction)}(${read})  ${flops} flops, ${bytes} bytes${source}`;
}

function nameOf(instruction: Instruction): string {
  if (instruction.kind === "structured") return instruction.name;
  if (instruction.kind === "call") return `call ${instruction.node?.attributes.callee.name ?? ""}`;
  if (instruction.kind === "elementwise") return opcodeName(instruction.opcode) ?? "elementwise";
  return `fused[${instruction.parts.map((part) => opcodeName(part.opcode)).join("; ")}]`;
}
