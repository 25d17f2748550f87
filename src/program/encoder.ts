import type { Buffer, Loop, View } from "./view.ts";

/**
 * Collects the words of a tape. Addresses are relative to the program's block until `relocate`,
 * because the block is allocated once its size, tape included, is known.
 */
export class Encoder {
  readonly words: number[] = [];
  private readonly relocations: number[] = [];

  /** Numbers as they are; the address of the first element of a view, or 0 for no operand. */
  put(...items: readonly (number | Pick<View, "buffer" | "offset"> | undefined)[]): void {
    for (const item of items) {
      if (typeof item === "object") this.address(item.buffer, item.offset);
      else this.words.push(item ?? 0);
    }
  }

  /** The address of element `offset` of a buffer. */
  address(buffer: Buffer, offset: number): void {
    if (!buffer.isOutside) this.relocations.push(this.words.length);
    this.words.push(buffer.address + 8 * offset);
  }

  /** How many loops there are, then of each the count, and the steps in bytes. */
  loops(nest: readonly Loop[]): void {
    this.put(nest.length);
    for (const { count, steps } of nest) this.put(count, ...steps.map((step) => 8 * step));
  }

  /** Makes word `position` the address of word `target`; the tape lies `tape` bytes into the block. */
  pointTo(position: number, target: number, tape: number): void {
    this.relocations.push(position);
    this.words[position] = tape + 4 * target;
  }

  /** Writes the words to memory, with addresses relative to `block` made absolute. */
  relocate(into: Int32Array, index: number, block: number): void {
    into.set(this.words, index);
    for (const position of this.relocations) into[index + position]! += block;
  }
}
