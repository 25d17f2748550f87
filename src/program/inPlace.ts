import type { Fused, Instruction } from "./instruction.ts";
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
  if (kind === "fused") return heirsInLoop(instruction, target);
  // Element by element, an operand may be overwritten if it is only read at the same position.
  const unsafe = new Set(
    reads.filter((view) => !covers(view, target.size)).map(({ buffer }) => buffer),
  );
  return reads.map(({ buffer }) => buffer).filter((buffer) => !unsafe.has(buffer));
}

/** In a loop, an array may be overwritten by the part that reads it last, or a later one. */
function heirsInLoop({ parts }: Fused, target: Buffer): Buffer[] {
  const writer = parts.findIndex(({ writes }) => writes.includes(target));
  const candidates = new Set<Buffer>();
  const unsafe = new Set<Buffer>();
  parts.forEach(({ reads }, i) => {
    for (const view of reads) {
      if (i <= writer && covers(view, target.size)) candidates.add(view.buffer);
      else unsafe.add(view.buffer);
    }
  });
  return [...candidates].filter((buffer) => !unsafe.has(buffer));
}
