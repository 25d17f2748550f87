import type { Instruction } from "./instruction.ts";
import type { Buffer, View } from "./view.ts";

/** The instructions of a program in order of execution. */
export interface Schedule {
  /** What depends on constants and bound variables only: run again when one of them changes. */
  readonly prologue: readonly Instruction[];
  readonly main: readonly Instruction[];
}

/** Drops instructions whose results nobody needs, and separates those that no input reaches. */
export function schedule(instructions: readonly Instruction[], outputs: readonly View[]): Schedule {
  const needed = new Set<Buffer>(outputs.map(({ buffer }) => buffer));
  const live: Instruction[] = [];
  for (let i = instructions.length - 1; i >= 0; i--) {
    const instruction = instructions[i]!;
    if (!instruction.writes.some((buffer) => needed.has(buffer))) continue;
    live.push(instruction);
    for (const { buffer } of instruction.reads) needed.add(buffer);
  }
  live.reverse();
  const isConstant = ({ writes }: Instruction) => writes.every(({ constant }) => constant);
  return {
    prologue: live.filter(isConstant),
    main: live.filter((instruction) => !isConstant(instruction)),
  };
}
