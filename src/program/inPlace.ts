import type { Instruction } from "./instruction.ts";
import { type Buffer, covers } from "./view.ts";

/** Buffers whose memory `target` may take over, if this instruction is the last to read them. */
export function inPlaceCandidates(instruction: Instruction, target: Buffer): Buffer[] {
  const { reads, kind } = instruction;
  if (kind === "structured") {
    const [view, ...rest] = instruction.inPlace ? reads : [];
    const isOnly = rest.every((other) => other.buffer !== view?.buffer);
    return view && isOnly && covers(view, target.size) ? [view.buffer] : [];
  }
  if (kind === "call") return [];
  // Element by element, an array may be overwritten by the part that reads it last, or a later one.
  const parts = kind === "fused" ? instruction.parts : [instruction];
  const writer = parts.findIndex(({ writes }) => writes.includes(target));
  const candidates = new Set<Buffer>();
  const unsafe = new Set<Buffer>();
  parts.forEach((part, i) => {
    for (const view of part.reads)
      (i <= writer && covers(view, target.size) ? candidates : unsafe).add(view.buffer);
  });
  return [...candidates].filter((buffer) => !unsafe.has(buffer));
}
