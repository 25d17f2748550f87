import { inPlaceCandidates } from "./inPlace.ts";
import type { Instruction } from "./instruction.ts";
import type { Schedule } from "./schedule.ts";
import type { Buffer, View } from "./view.ts";

/** Doubles to which every buffer is rounded up: a cache line. Small ones pack closer, in pairs. */
const LINE = 8;
const PAIR = 2;

const rounded = (elements: number): number => {
  const unit = elements <= LINE ? PAIR : LINE;
  return Math.max(unit, Math.ceil(elements / unit) * unit);
};

/** Free stretches of the block in order of place; the last one has no end. */
class Space {
  private readonly free = [{ start: 0, end: Number.POSITIVE_INFINITY }];
  /** Doubles in use at the widest moment. */
  extent = 0;

  /** The start of the smallest stretch that is large enough. */
  take(elements: number): number {
    const size = rounded(elements);
    let [best, least] = [-1, Number.POSITIVE_INFINITY];
    for (let i = 0; i < this.free.length && least !== size; i++) {
      const room = this.free[i]!.end - this.free[i]!.start;
      if (room >= size && (best < 0 || room < least)) [best, least] = [i, room];
    }
    const stretch = this.free[best]!;
    const { start } = stretch;
    stretch.start += size;
    if (least === size) this.free.splice(best, 1);
    this.extent = Math.max(this.extent, start + size);
    return start;
  }

  give(start: number, elements: number): void {
    const { free } = this;
    const i = free.findIndex((stretch) => stretch.start > start);
    free.splice(i, 0, { start, end: start + rounded(elements) });
    // Joined with the next stretch, and with the one before.
    for (const k of [i, i - 1]) {
      if (free[k]?.end !== free[k + 1]!.start) continue;
      free[k]!.end = free[k + 1]!.end;
      free.splice(k + 1, 1);
    }
  }
}

/**
 * Gives every buffer its place, and returns the bytes of all. A buffer lives from the instruction
 * that writes it to the last one that reads it; persistent ones, and what the prologue leaves for
 * the main part, live always.
 */
export function planMemory(
  buffers: readonly Buffer[],
  { prologue, main }: Schedule,
  outputs: readonly View[],
): number {
  const produced = new Set(prologue.flatMap(({ writes }) => writes));
  for (const { reads } of main)
    for (const { buffer } of reads) if (produced.has(buffer)) buffer.persistent = true;
  for (const { buffer } of outputs) buffer.persistent = true;
  const space = new Space();
  for (const buffer of buffers)
    if (buffer.persistent && !buffer.isOutside) buffer.address = 8 * space.take(buffer.size);
  const order = [...prologue, ...main];
  const lastUse = lastUses(order);
  placeTemporaries(order, lastUse, placeForerunners(order, lastUse), space);
  return 8 * space.extent;
}

/** Place in `order` of the last instruction that touches a buffer. */
function lastUses(order: readonly Instruction[]): Map<Buffer, number> {
  const lastUse = new Map<Buffer, number>();
  for (let i = 0; i < order.length; i++) {
    for (const buffer of order[i]!.writes) lastUse.set(buffer, i);
    for (const { buffer } of order[i]!.reads) lastUse.set(buffer, i);
  }
  return lastUse;
}

/**
 * A buffer that ends where a persistent one is written in its place lies there from the start:
 * the memory of a result is nobody else's before. Returns these buffers.
 */
function placeForerunners(
  order: readonly Instruction[],
  lastUse: ReadonlyMap<Buffer, number>,
): Set<Buffer> {
  const placed = new Set<Buffer>();
  for (let i = order.length - 1; i >= 0; i--) {
    const instruction = order[i]!;
    for (const target of instruction.writes) {
      if (!target.persistent && !placed.has(target)) continue;
      const heir = inPlaceCandidates(instruction, target).find(
        (buffer) => !buffer.persistent && !placed.has(buffer) && lastUse.get(buffer) === i,
      );
      if (!heir) continue;
      heir.address = target.address;
      placed.add(heir);
    }
  }
  return placed;
}

function placeTemporaries(
  order: readonly Instruction[],
  lastUse: ReadonlyMap<Buffer, number>,
  placed: ReadonlySet<Buffer>,
  space: Space,
): void {
  const isOwn = (buffer: Buffer) => !buffer.persistent && !placed.has(buffer);
  order.forEach((instruction, i) => {
    const ends = (buffer: Buffer) => isOwn(buffer) && lastUse.get(buffer) === i;
    const dying = new Set(instruction.reads.map(({ buffer }) => buffer).filter(ends));
    for (const buffer of instruction.writes) {
      if (!isOwn(buffer)) continue;
      const candidates = dying.size > 0 ? inPlaceCandidates(instruction, buffer) : [];
      const heir = candidates.find((candidate) => dying.delete(candidate));
      buffer.address = heir ? heir.address : 8 * space.take(buffer.size);
    }
    for (const buffer of [...dying, ...instruction.writes.filter(ends)])
      space.give(buffer.address / 8, buffer.size);
  });
}
