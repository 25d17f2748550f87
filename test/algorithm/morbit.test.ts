import { expect, test } from "vitest";
import { advance } from "../../src/algorithm/method.ts";
import { morbit } from "../../src/algorithm/morbit.ts";
import { box } from "../../src/algorithm/prox.ts";
import { multiObjectiveAnswer, multiObjectiveLevels } from "../problem/minMax.ts";
import { gap } from "./problem.ts";

const options = { innerStepSize: 0.5, stepSize: 0.02, weightStepSize: 0.02 };

test("T10: MORBiT finds the robust point, its value and its weights", () => {
  const { x, values, weights } = advance(morbit(multiObjectiveLevels(), options), 12_000);
  expect(x[0]).toBeCloseTo(multiObjectiveAnswer.x, 8);
  expect(Math.max(...values)).toBeCloseTo(multiObjectiveAnswer.value, 8);
  expect(gap(weights, multiObjectiveAnswer.weights)).toBeLessThan(1e-7);
});

test("at the solution the active objectives are equal, the inactive one is below", () => {
  const { values } = advance(morbit(multiObjectiveLevels(), options), 12_000);
  expect(values[0]).toBeCloseTo(values[2]!, 8);
  expect(values[1]).toBeLessThan(values[0]! - 0.1);
});

test("with the theorem's steps for K iterations it is within O(K^(−2/5)) of the robust value", () => {
  const error = (K: number) => {
    const steps = { innerStepSize: K ** -0.4, stepSize: K ** -0.6, weightStepSize: K ** -0.6 };
    const { values } = advance(morbit(multiObjectiveLevels(), steps), K);
    return Math.max(...values) - multiObjectiveAnswer.value;
  };
  for (const K of [100, 400]) expect(error(16 * K) / error(K)).toBeLessThan(16 ** -0.4);
});

test("a set for x is respected", () => {
  const { x } = advance(
    morbit(multiObjectiveLevels(), { ...options, feasible: box(-0.2, 1) }),
    3000,
  );
  expect(x[0]).toBe(-0.2);
});

test("minimising the mean instead leaves a worse worst objective", () => {
  const still = { ...options, weightStepSize: 1e-12 };
  const { values } = advance(morbit(multiObjectiveLevels(), still), 3000);
  expect(Math.max(...values)).toBeGreaterThan(multiObjectiveAnswer.value + 0.1);
});
