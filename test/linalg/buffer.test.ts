import { expect, test } from "vitest";
import { arenaBytes } from "../../src/core/arena.ts";
import { borrowing, place, read, room } from "../../src/linalg/buffer.ts";

test("borrowing gives memory back, also after an error", () => {
  const before = arenaBytes();
  const copy = borrowing((keep) => read(keep(place(Float64Array.of(1, 2, 3))), 3));
  expect(copy).toEqual(Float64Array.of(1, 2, 3));
  expect(() =>
    borrowing((keep) => {
      keep(room(100));
      throw new Error("inside");
    }),
  ).toThrow("inside");
  expect(arenaBytes()).toBe(before);
});
