import { fail } from "../error/fail.ts";
import { memory, started } from "./instance.ts";

/** A cache line; also what keeps f64x2 loads from straddling two of them. */
const ALIGNMENT = 64;
const PAGE = 65536;
/** The last page of the 4 GB address space stays free, so that an end address never wraps to 0. */
const LIMIT = 2 ** 32 - PAGE;

let doubles: Float64Array = new Float64Array(0);
let integers: Int32Array = new Int32Array(0);

/**
 * All of the memory as doubles; index = address / 8. Ask again after an allocation: growth detaches it, which leaves
 * length 0. (Comparing buffers asks getters that leave compiled code, 30 ns each.)
 */
export function view(): Float64Array {
  if (doubles.length === 0) doubles = new Float64Array(memory.buffer);
  return doubles;
}

/** All of the memory as 32-bit integers; index = address / 4. Ask again after an allocation. */
export function words(): Int32Array {
  if (integers.length === 0) integers = new Int32Array(memory.buffer);
  return integers;
}

const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit;

/** Free blocks in order of address, no two of them adjacent: starts[i] … starts[i] + sizes[i]. */
const starts: number[] = [];
const sizes: number[] = [];
const allocated = new Map<number, number>();
/** Where untouched memory begins; 0 until the first allocation asks the module where its own data end. */
let end = 0;
let allocatedBytes = 0;

/** Bytes handed out and not yet freed: constant while programs run. */
export function arenaBytes(): number {
  return allocatedBytes;
}

/**
 * The address of `bytes` uninitialised bytes, aligned to 64 (best fit over the free blocks).
 *
 * @throws ERR_MEMORY  the 4 GB address space, or what the runtime grants of it, is used up
 */
export function allocate(bytes: number): number {
  const size = Math.max(ALIGNMENT, roundUp(bytes, ALIGNMENT));
  let best = -1;
  for (let i = 0; i < sizes.length; i++) {
    if (sizes[i]! >= size && (best < 0 || sizes[i]! < sizes[best]!)) best = i;
  }
  const pointer = best < 0 ? extend(size) : take(best, size);
  allocated.set(pointer, size);
  allocatedBytes += size;
  return pointer;
}

function take(block: number, size: number): number {
  const pointer = starts[block]!;
  if (sizes[block] === size) {
    starts.splice(block, 1);
    sizes.splice(block, 1);
  } else {
    starts[block] = pointer + size;
    sizes[block] = sizes[block]! - size;
  }
  return pointer;
}

/** Takes new memory behind everything allocated so far; grows by an eighth at least, as growth copies nothing but views. */
function extend(size: number): number {
  if (end === 0) end = roundUp(started().heapBase(), ALIGNMENT);
  const pointer = end;
  const needed = pointer + size;
  const held = memory.buffer.byteLength;
  if (needed > held) {
    const wanted = Math.min(LIMIT, Math.max(needed, held + held / 8));
    grow(needed, roundUp(wanted, PAGE) - held, size);
  }
  end = needed;
  return pointer;
}

function grow(needed: number, bytes: number, asked: number): void {
  if (needed > LIMIT) fail("ERR_MEMORY", { bytes: asked, limit: LIMIT });
  try {
    memory.grow(bytes / PAGE);
  } catch {
    fail("ERR_MEMORY", { bytes: asked, limit: memory.buffer.byteLength });
  }
}

/** Gives a block back. Freeing twice, or an address that was not allocated, changes nothing. */
export function free(pointer: number): void {
  const size = allocated.get(pointer);
  if (size === undefined) return;
  allocated.delete(pointer);
  allocatedBytes -= size;
  let i = firstAfter(pointer);
  starts.splice(i, 0, pointer);
  sizes.splice(i, 0, size);
  if (i + 1 < starts.length && pointer + size === starts[i + 1]) merge(i);
  if (i > 0 && starts[i - 1]! + sizes[i - 1]! === pointer) merge(--i);
  // The last block returns to the untouched end, where any size can use it.
  if (starts[i]! + sizes[i]! === end) {
    end = starts[i]!;
    starts.length = i;
    sizes.length = i;
  }
}

/** Joins a free block with its successor. */
function merge(block: number): void {
  sizes[block] = sizes[block]! + sizes[block + 1]!;
  starts.splice(block + 1, 1);
  sizes.splice(block + 1, 1);
}

/** Index of the first free block behind an address, by bisection. */
function firstAfter(pointer: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! < pointer) low = middle + 1;
    else high = middle;
  }
  return low;
}
