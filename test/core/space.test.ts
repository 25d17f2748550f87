import fc from "fast-check";
import { expect, test } from "vitest";
import { Space } from "../../src/core/space.ts";

const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 9 }), fc.nat()));

test("what is taken goes to the smallest gap that is large enough, the first of them", () => {
  fc.assert(
    fc.property(steps, fc.nat(100), (list, start) => {
      const space = new Space(start);
      /** Who has each place, from `start` on. */
      const owners: (number | undefined)[] = [];
      const held: { at: number; size: number }[] = [];
      list.forEach(([isTaken, size, pick], owner) => {
        if (!isTaken && held.length > 0) {
          const [{ at, size: count }] = held.splice(pick % held.length, 1) as [(typeof held)[0]];
          owners.fill(undefined, at, at + count);
          space.give(start + at, count);
          return;
        }
        const end = owners.findLastIndex((other) => other !== undefined) + 1;
        const gaps: { at: number; room: number }[] = [];
        for (let at = 0, from = 0; at <= end; at++) {
          if (at < end && owners[at] === undefined) continue;
          const room = at < end ? at - from : Number.POSITIVE_INFINITY;
          gaps.push({ at: from, room });
          from = at + 1;
        }
        const fitting = gaps.filter(({ room }) => room >= size);
        const wanted = fitting.reduce((best, gap) => (gap.room < best.room ? gap : best));
        const at = space.take(size) - start;
        expect(at).toBe(wanted.at);
        owners.length = Math.max(owners.length, at + size);
        owners.fill(owner, at, at + size);
        held.push({ at, size });
      });
      for (const { at, size } of held) space.give(start + at, size);
      expect(space.take(10 ** 6)).toBe(start);
    }),
  );
});
