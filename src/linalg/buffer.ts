import { allocate, free, view } from "../core/arena.ts";

/** Copies numbers into the arena and returns their address. */
export function place(data: Float64Array): number {
  const pointer = allocate(data.byteLength);
  view().set(data, pointer / 8);
  return pointer;
}

/** Uninitialised room for `length` numbers. */
export function room(length: number): number {
  return allocate(length * 8);
}

/** A copy of `length` numbers at an address. */
export function read(pointer: number, length: number): Float64Array {
  return view().slice(pointer / 8, pointer / 8 + length);
}

/** Runs `body`, then gives back what it kept, also when it throws. */
export function borrowing<T>(body: (keep: (pointer: number) => number) => T): T {
  const kept: number[] = [];
  const keep = (pointer: number): number => {
    kept.push(pointer);
    return pointer;
  };
  try {
    return body(keep);
  } finally {
    for (const pointer of kept) free(pointer);
  }
}
