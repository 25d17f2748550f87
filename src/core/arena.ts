import { fail } from "../error/fail.ts";
import { memory, started } from "./instance.ts";
import { Space } from "./space.ts";

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

/** What is not handed out; made by the first allocation, which asks the module where its own data end. */
let space: Space | undefined;
const allocated = new Map<number, number>();
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
  space ??= new Space(roundUp(started().heapBase(), ALIGNMENT));
  const pointer = space.take(size);
  const end = pointer + size;
  const limit = reach(end);
  if (end > limit) {
    space.give(pointer, size);
    fail("ERR_MEMORY", { bytes: size, limit });
  }
  allocated.set(pointer, size);
  allocatedBytes += size;
  return pointer;
}

/** Where memory ends, made to reach `end` if it can be: by an eighth at least, as growth copies nothing but views. */
function reach(end: number): number {
  const held = memory.buffer.byteLength;
  if (end <= held) return held;
  if (end > LIMIT) return LIMIT;
  const wanted = Math.min(LIMIT, Math.max(end, held + held / 8));
  try {
    memory.grow((roundUp(wanted, PAGE) - held) / PAGE);
  } catch {
    return held;
  }
  return memory.buffer.byteLength;
}

/** Gives a block back. Freeing twice, or an address that was not allocated, changes nothing. */
export function free(pointer: number): void {
  const size = allocated.get(pointer);
  if (size === undefined) return;
  allocated.delete(pointer);
  allocatedBytes -= size;
  space!.give(pointer, size);
}
