import type { Instruction } from "./instruction.ts";
import type { Buffer } from "./view.ts";

/** Puts instructions in an order in which every buffer is written before it is read, depth first. */
export function order(list: readonly Instruction[]): Instruction[] {
  const producers = new Map<Buffer, Instruction>();
  for (const instruction of list)
    for (const buffer of instruction.writes) producers.set(buffer, instruction);
  const position = new Map<Instruction, number>();
  const result: Instruction[] = [];
  for (const root of list) {
    const stack = [root];
    while (stack.length > 0) {
      const instruction = stack[stack.length - 1]!;
      const next = position.get(instruction) ?? 0;
      if (next < instruction.reads.length) {
        position.set(instruction, next + 1);
        const producer = producers.get(instruction.reads[next]!.buffer);
        if (producer && !position.has(producer)) stack.push(producer);
      } else {
        if (next !== DONE) result.push(instruction);
        position.set(instruction, DONE);
        stack.pop();
      }
    }
  }
  return result;
}

const DONE = Number.POSITIVE_INFINITY;
