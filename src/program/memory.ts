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
  private readonly starts: number[] = [0];
  private readonly sizes: number[] = [Number.POSITIVE_INFINITY];
  /** Doubles in use at the widest moment. */
  extent = 0;

  take(elements: number): number {
    const size = rounded(elements);
    let best = -1;
    for (let i = 0; i < this.sizes.length; i++) {
      if (this.sizes[i]! >= size && (best < 0 || this.sizes[i]! < this.sizes[best]!)) best = i;
      if (this.sizes[i] === size) break;
    }
    const start = this.starts[best]!;
    this.starts[best] = start + size;
    this.sizes[best] = this.sizes[best]! - size;
    if (this.sizes[best] === 0) {
      this.starts.splice(best, 1);
      this.sizes.splice(best, 1);
    }
    this.extent = Math.max(this.extent, start + size);
    return start;
  }

  give(start: number, elements: number): void {
    const size = rounded(elements);
    let i = 0;
    while (this.starts[i]! < start) i++;
    const joinsNext = start + size === this.starts[i];
    const joinsPrevious = i > 0 && this.starts[i - 1]! + this.sizes[i - 1]! === start;
    if (joinsPrevious) {
      this.sizes[i - 1] = this.sizes[i - 1]! + size + (joinsNext ? this.sizes[i]! : 0);
      if (joinsNext) {
        this.starts.splice(i, 1);
        this.sizes.splice(i, 1);
      }
    } else if (joinsNext) {
      this.starts[i] = start;
      this.sizes[i] = this.sizes[i]! + size;
    } else {
      this.starts.splice(i, 0, start);
      this.sizes.splice(i, 0, size);
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
  const produced = new Set<Buffer>();
  for (const { writes } of prologue) for (const buffer of writes) produced.add(buffer);
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
  for (let i = 0; i < order.length; i++) {
    const instruction = order[i]!;
    const dying: Buffer[] = [];
    for (const { buffer } of instruction.reads) {
      const isOwn = !buffer.persistent && !placed.has(buffer);
      if (isOwn && lastUse.get(buffer) === i && !dying.includes(buffer)) dying.push(buffer);
    }
    for (const buffer of instruction.writes) {
      if (buffer.persistent || placed.has(buffer)) continue;
      const heir = dying.length > 0 ? heirOf(instruction, buffer, dying) : undefined;
      if (heir) {
        buffer.address = heir.address;
        dying.splice(dying.indexOf(heir), 1);
      } else buffer.address = 8 * space.take(buffer.size);
    }
    for (const buffer of dying) space.give(buffer.address / 8, buffer.size);
    for (const buffer of instruction.writes)
      if (!buffer.persistent && !placed.has(buffer) && lastUse.get(buffer) === i)
        space.give(buffer.address / 8, buffer.size);
  }
}

/** A buffer that ends here and whose memory the result may take over. */
function heirOf(
  instruction: Instruction,
  target: Buffer,
  dying: readonly Buffer[],
): Buffer | undefined {
  for (const buffer of inPlaceCandidates(instruction, target))
    if (dying.includes(buffer)) return buffer;
  return undefined;
}
