import { expect, test } from "vitest";
import { advance } from "../../src/algorithm/method.ts";
import { morbit } from "../../src/algorithm/morbit.ts";
import { box } from "../../src/algorithm/prox.ts";
import { type Level, minimize, variable } from "../../src/index.ts";
import { multiObjectiveAnswer } from "../problem/minMax.ts";
import { gap } from "./problem.ts";

/** T10: g_i = ½(y_i − s_i x − t_i)², f_i = ½(y_i − r_i)² + ½k_i x². */
function objectives(): Level[][] {
  const x = variable("x", 0);
  const [s, t, r, k] = [
    [1, -0.5, 2],
    [0, 1, -1],
    [1, 2, -3],
    [0.1, 0.2, 0.05],
  ] as const;
  return [0, 1, 2].map((i) => {
    const y = variable(`y${i}`, 0);
    const f = y.sub(r[i]!).square().add(x.square().mul(k[i]!)).mul(0.5);
    return [minimize(x, f), minimize(y, y.sub(x.mul(s[i]!)).sub(t[i]!).square().mul(0.5))];
  });
}

const options = { innerStepSize: 0.5, stepSize: 0.02, weightStepSize: 0.02 };

test("T10: MORBiT finds the robust point, its value and its weights", () => {
  const { x, values, weights } = advance(morbit(objectives(), options), 12_000);
  expect(x[0]).toBeCloseTo(multiObjectiveAnswer.x, 8);
  expect(Math.max(...values)).toBeCloseTo(multiObjectiveAnswer.value, 8);
  expect(gap(weights, multiObjectiveAnswer.weights)).toBeLessThan(1e-7);
});

test("at the solution the active objectives are equal, the inactive one is below", () => {
  const { values } = advance(morbit(objectives(), options), 12_000);
  expect(values[0]).toBeCloseTo(values[2]!, 8);
  expect(values[1]).toBeLessThan(values[0]! - 0.1);
});

test("a set for x is respected", () => {
  const { x } = advance(morbit(objectives(), { ...options, feasible: box(-0.2, 1) }), 3000);
  expect(x[0]).toBe(-0.2);
});

test("minimising the mean instead leaves a worse worst objective", () => {
  const still = { ...options, weightStepSize: 1e-12 };
  const { values } = advance(morbit(objectives(), still), 3000);
  expect(Math.max(...values)).toBeGreaterThan(multiObjectiveAnswer.value + 0.1);
});
