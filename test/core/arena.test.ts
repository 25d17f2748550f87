import fc from "fast-check";
import { expect, test } from "vitest";
import { allocate, arenaBytes, free, view, words } from "../../src/core/arena.ts";
import { memory } from "../../src/core/instance.ts";

test("live blocks never overlap, are aligned to 64 bytes and keep their contents", () => {
  const before = arenaBytes();
  const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 3000 }), fc.nat()));
  fc.assert(
    fc.property(steps, (list) => {
      const live: { pointer: number; count: number; mark: number }[] = [];
      list.forEach(([keep, count, pick], mark) => {
        if (keep || live.length === 0) {
          const pointer = allocate(count * 8);
          expect(pointer % 64).toBe(0);
          view().fill(mark, pointer / 8, pointer / 8 + count);
          live.push({ pointer, count, mark });
        } else {
          const [block] = live.splice(pick % live.length, 1);
          free(block!.pointer);
        }
        for (const block of live) {
          const content = view().subarray(block.pointer / 8, block.pointer / 8 + block.count);
          expect(content.every((value) => value === block.mark)).toBe(true);
        }
      });
      for (const block of live) free(block.pointer);
      expect(arenaBytes()).toBe(before);
    }),
  );
});

test("memory freed in any order is whole again", () => {
  const first = allocate(1 << 16);
  free(first);
  const blocks = Array.from({ length: 64 }, () => allocate(1 << 10));
  for (const i of [...blocks.keys()].sort((a, b) => ((a * 37) % 64) - ((b * 37) % 64)))
    free(blocks[i]!);
  const again = allocate(1 << 16);
  expect(again).toBe(first);
  free(again);
});

test("views are renewed after growth", () => {
  const held = memory.buffer.byteLength;
  const pointer = allocate(held);
  expect(memory.buffer.byteLength).toBeGreaterThan(held);
  view()[pointer / 8] = 1;
  expect(words()[pointer / 4 + 1]).toBe(0x3ff00000);
  free(pointer);
});

test("freeing twice changes nothing", () => {
  const pointer = allocate(64);
  const bytes = arenaBytes();
  free(pointer);
  free(pointer);
  expect(arenaBytes()).toBe(bytes - 64);
});

test("asking for more than the address space is ERR_MEMORY", () => {
  expect(() => allocate(2 ** 33)).toThrow(expect.objectContaining({ code: "ERR_MEMORY" }));
});
