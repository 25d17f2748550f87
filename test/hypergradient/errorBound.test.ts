import { hypergradient, minimize, variable } from "echelon";
import { expect, test } from "vitest";

test.each([4, 6, 8])("the bound holds at a degenerate minimum, (y − x)^%i", (p) => {
  for (const at of [1, 0.5, -3]) {
    const [x, y] = [variable("x", at), variable("y", 0.3)];
    // y* = x, so F = (x − 2)² + x².
    const levels = [minimize(x, y.sub(2).square().add(x.mul(y))), minimize(y, y.sub(x).pow(p))];
    const found = hypergradient(levels);
    const error = Math.abs(Number(found.gradient(x)) - (4 * at - 4));
    expect(error).toBeGreaterThan(1e-7);
    expect(found.errorBound).toBeGreaterThan(error);
    expect(found.errorBound).toBeLessThan(10 * error);
  }
});

test("a regular minimum that was left early has a bound of the size of its error", () => {
  const [x, y] = [variable("x", 1), variable("y", 0.3)];
  // 2y + eʸ = x at the minimum.
  const objective = y.square().add(y.exp()).sub(x.mul(y));
  const levels = (tolerance: number) => [
    minimize(x, y.sub(2).square()),
    minimize(y, objective, { tolerance }),
  ];
  const exact = Number(hypergradient(levels(1e-14)).gradient(x));
  const found = hypergradient(levels(1e-3));
  const error = Math.abs(Number(found.gradient(x)) - exact);
  expect(found.errorBound).toBeGreaterThan(error);
  expect(found.errorBound).toBeLessThan(Math.max(4 * error, 1e-13));
});

test("where Newton's steps do not shrink nothing is known of the error", () => {
  const [x, y] = [variable("x", 1), variable("y", 0.3)];
  // exp has no minimum: each step is as long as the one before.
  const levels = [
    minimize(x, y.sub(2).square().add(x.square())),
    minimize(y, y.exp().mul(x), { maxIterations: 3 }),
  ];
  const found = hypergradient(levels);
  expect(found.warnings).toHaveLength(1);
  expect(found.errorBound).toBeUndefined();
});
