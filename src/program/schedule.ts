import type { Builder } from "./builder.ts";
import { fuse } from "./fuse.ts";
import type { Instruction } from "./instruction.ts";
import type { Buffer, View } from "./view.ts";

/** The instructions of a program in order of execution. */
export interface Schedule {
  /** What depends on constants and bound variables only: run again when one of them changes. */
  readonly prologue: readonly Instruction[];
  readonly main: readonly Instruction[];
}

/** Drops instructions whose results nobody needs, and separates those that no input reaches. */
export function schedule(builder: Builder, outputs: readonly View[]): Schedule {
  const { instructions } = builder;
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
  const prologue = live.filter(isConstant);
  const main = live.filter((instruction) => !isConstant(instruction));
  // What the main part reads is an output of the prologue.
  const kept = [...outputs, ...main.flatMap(({ reads }) => reads)];
  return { prologue: fuse(builder, prologue, kept), main: fuse(builder, main, outputs) };
}
