import { expect, test } from "vitest";
import { WalkBack } from "../../../src/expression/operator/walkBack.ts";

/** Walks over the counting loop s ← s + 1 from 0. */
function visits(steps: number, last?: number, keep?: number) {
  const walk = new WalkBack(1, steps, last, keep);
  const seen: number[] = [];
  let advances = 0;
  walk.run(
    Float64Array.of(0),
    (state) => {
      state[0]! += 1;
      advances++;
    },
    (state) => seen.push(state[0]!),
  );
  return { seen, advances, kept: walk.kept };
}

const lengths = [1, 2, 3, 4, 5, 7, 16, 17, 99, 100, 101, 1000];

test.each(lengths)("visits the states of %d steps last first", (steps) => {
  expect(visits(steps).seen).toEqual(Array.from({ length: steps }, (_, t) => steps - 1 - t));
});

test.each(lengths)(
  "keeps at most 2√T + 2 of %d states and runs each step at most twice",
  (steps) => {
    const { kept, advances } = visits(steps);
    expect(kept).toBeLessThanOrEqual(2 * Math.sqrt(steps) + 2);
    expect(advances).toBeLessThanOrEqual(2 * steps);
  },
);

test.each([1, 2, 3, 10, 50, 100, 200])("visits the last %d of 100 states", (last) => {
  const { seen, kept } = visits(100, last);
  const count = Math.min(last, 100);
  expect(seen).toEqual(Array.from({ length: count }, (_, t) => 99 - t));
  expect(kept).toBeLessThanOrEqual(2 * Math.sqrt(count) + 2);
});

test.each([1, 2, 3, 7, 33, 100, 500])("is right with %d checkpoints", (keep) => {
  expect(visits(100, 100, keep).seen).toEqual(Array.from({ length: 100 }, (_, t) => 99 - t));
  expect(visits(100, 37, keep).seen).toEqual(Array.from({ length: 37 }, (_, t) => 99 - t));
});

test("visits nothing of a loop without steps", () => {
  expect(visits(0).seen).toEqual([]);
});
