import type { Instruction } from "./instruction.ts";
import { type Buffer, isDense, type View } from "./view.ts";

const covers = (view: View, buffer: Buffer): boolean =>
  view.offset === 0 && view.buffer.size === buffer.size && isDense(view);

/** Buffers whose memory `target` may take over, if this instruction is the last to read them. */
export function inPlaceCandidates(instruction: Instruction, target: Buffer): Buffer[] {
  const { reads, kind } = instruction;
  if (kind === "structured") {
    const view = instruction.inPlace === undefined ? undefined : reads[instruction.inPlace];
    const isOnly = reads.every((other) => other === view || other.buffer !== view?.buffer);
    return view && isOnly && covers(view, target) ? [view.buffer] : [];
  }
  if (kind !== "elementwise") return [];
  // Element by element, an operand may be overwritten if it is only read at the same position.
  const unsafe = new Set(reads.filter((view) => !covers(view, target)).map(({ buffer }) => buffer));
  return reads.map(({ buffer }) => buffer).filter((buffer) => !unsafe.has(buffer));
}
