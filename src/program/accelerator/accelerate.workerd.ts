import type { Segment } from "../program.ts";

/** A worker may compile no code: the tape stays as it is, and what would translate it is left out of the build. */
export function accelerate(_segments: readonly Segment[]): Segment[] | undefined {
  return undefined;
}
