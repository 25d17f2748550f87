import { expect, test } from "vitest";
import { advance } from "../../src/algorithm/method.ts";
import { redCore } from "../../src/algorithm/redCore.ts";
import { gap } from "./problem.ts";

/** A modality learns better the more weight it has: ℓ_m = a_m/β_m, at rest where β ∝ a. */
const hardness = [1, 2, 5];
const losses = (weights: Float64Array) => weights.map((weight, m) => hardness[m]! / weight);

test("at rest the losses are equal: weights in proportion to how hard the modality is", () => {
  const { x, y, gradientNorm } = advance(redCore({ modalities: 3, losses, stepSize: 0.01 }), 4000);
  expect(gap(x, [1 / 8, 2 / 8, 5 / 8])).toBeLessThan(1e-6);
  expect(gap(y, [8, 8, 8])).toBeLessThan(1e-4);
  expect(gradientNorm).toBeLessThan(1e-6);
});

test("one step is β − ηr, clipped and normalised, with r from the running means", () => {
  const method = redCore({ modalities: 3, losses, stepSize: 0.1, memory: 0 });
  const start = method.init();
  const { x, y } = method.step(start);
  expect(Array.from(y)).toEqual([3, 6, 15]);
  const moved = [5 / 8, 2 / 8, -7 / 8].map((r) => 1 / 3 - 0.1 * r);
  const total = moved.reduce((sum, entry) => sum + entry, 0);
  expect(
    gap(
      x,
      moved.map((entry) => entry / total),
    ),
  ).toBeLessThan(1e-15);
  expect(
    Math.min(...advance(redCore({ modalities: 3, losses: () => [1, 1, 9], stepSize: 5 }), 3).x),
  ).toBeGreaterThan(0);
  expect(() => redCore({ modalities: 2, losses, memory: 1 })).toThrow(
    /memory must be a number in \[0, 1\)/,
  );
});
