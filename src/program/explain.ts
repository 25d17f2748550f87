import type { Instruction } from "./instruction.ts";
import { LOAD } from "./opcode.ts";
import type { Schedule } from "./schedule.ts";

/** Names of the opcodes: elementwise ones in order from 0, then those from LOAD. Compared with opcode.ts by a test. */
const names =
  "move|add|subtract|multiply|multiply 3|add product|subtract product|divide|power|maximum|minimum|less|less equal|equal to|where|negate|square root|absolute|sign|sigmoid slope|rectify|reciprocal|add 3|exp|log|log1p|expm1|sin|cos|tan|tanh|sinh|cosh|sigmoid|softplus|erf|log slope";
const loopNames = "load|sum|sum product";

/** What an elementwise opcode is called in the listing. */
export function opcodeName(opcode: number): string | undefined {
  return opcode < LOAD ? names.split("|")[opcode] : loopNames.split("|")[opcode - LOAD];
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
