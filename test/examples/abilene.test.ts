import { expect, test } from "vitest";
import { abilene, knownOptimum, loads, users, worthTo } from "../../examples/algorithms/abilene.ts";
import { random } from "../../examples/report/random.ts";

test("the known optimum fits the links, meets its dual bound to 1e-6, and no other rates do better", () => {
  const { rates, value, bound } = knownOptimum();
  expect(bound - value).toBeLessThan(1e-6);
  loads(rates).forEach((load, l) => {
    expect(load).toBeLessThan(abilene.capacities[l]! + 1e-6);
  });
  const { normal } = random(1);
  for (let trial = 0; trial < 500; trial++) {
    const moved = rates.map((rate) => rate * Math.exp(0.1 * normal()));
    const excess = Math.max(...loads(moved).map((load, l) => load / abilene.capacities[l]!));
    const total = users.reduce((sum, user, r) => sum + worthTo(user, moved[r]! / excess), 0);
    expect(total).toBeLessThan(value + 1e-6);
  }
});
