import { Space } from "../core/space.ts";
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
  const space = new Space(0);
  let extent = 0;
  const place = (buffer: Buffer): void => {
    const size = rounded(buffer.size);
    const start = space.take(size);
    extent = Math.max(extent, start + size);
    buffer.address = 8 * start;
  };
  const leave = ({ address, size }: Buffer): void => space.give(address / 8, rounded(size));
  for (const buffer of buffers) if (buffer.persistent && !buffer.isOutside) place(buffer);
  const order = [...prologue, ...main];
  const lastUse = lastUses(order);
  placeTemporaries(order, lastUse, placeForerunners(order, lastUse), place, leave);
  return 8 * extent;
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
  place: (buffer: Buffer) => void,
  leave: (buffer: Buffer) => void,
): void {
  const isOwn = (buffer: Buffer) => !buffer.persistent && !placed.has(buffer);
  order.forEach((instruction, i) => {
    const ends = (buffer: Buffer) => isOwn(buffer) && lastUse.get(buffer) === i;
    const dying = new Set(instruction.reads.map(({ buffer }) => buffer).filter(ends));
    for (const buffer of instruction.writes) {
      if (!isOwn(buffer)) continue;
      const candidates = dying.size > 0 ? inPlaceCandidates(instruction, buffer) : [];
      const heir = candidates.find((candidate) => dying.delete(candidate));
      if (heir) buffer.address = heir.address;
      else place(buffer);
    }
    dying.forEach(leave);
    instruction.writes.filter(ends).forEach(leave);
  });
}
