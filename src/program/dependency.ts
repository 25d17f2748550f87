import { depthFirst } from "./depthFirst.ts";
import type { Instruction } from "./instruction.ts";
import type { Buffer } from "./view.ts";

/** Puts instructions in an order in which every buffer is written before it is read, depth first. */
export function order(list: readonly Instruction[]): Instruction[] {
  const producers = new Map<Buffer, Instruction>();
  for (const instruction of list)
    for (const buffer of instruction.writes) producers.set(buffer, instruction);
  return depthFirst(list, ({ reads }) =>
    reads.flatMap(({ buffer }) => producers.get(buffer) ?? []),
  );
}
