import type { Instruction } from "./instruction.ts";
import * as opcode from "./opcode.ts";
import type { Schedule } from "./schedule.ts";

/** Constants of the tape that are not operations. */
const OTHERS = /^(LEAF_|SMALL_|FIXED|STREAM|SCALAR|CHOLESKY|LDLT|LU$)|WORDS$/;

const words = new Map<number, string>(
  Object.entries(opcode)
    .filter(([name, code]) => code < opcode.FIRST_STRUCTURED && !OTHERS.test(name))
    .map(([name, code]) => [code, name.toLowerCase().replaceAll("_", " ")]),
);

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
  if (instruction.kind === "elementwise") return words.get(instruction.opcode) ?? "elementwise";
  return `fused[${instruction.parts.map((part) => words.get(part.opcode)).join("; ")}]`;
}
