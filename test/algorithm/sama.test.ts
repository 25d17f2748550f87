import { expect, test } from "vitest";
import { advance } from "../../src/algorithm/method.ts";
import { adamStep, sama } from "../../src/algorithm/sama.ts";
import { gap, quadraticBilevel } from "./problem.ts";

test("with SGD of step 1/h on g of Hessian hI, SAMA's direction is the hypergradient", () => {
  const { levels, gradient } = quadraticBilevel({ low: 2, high: 2 });
  const options = { optimiser: "sgd", innerSteps: 40, innerStepSize: 0.5, stepSize: 1 } as const;
  const method = sama(options).on(levels);
  const start = method.init();
  const next = method.step(start);
  expect(
    gap(
      start.x.map((entry, i) => entry - next.x[i]!),
      gradient(start.x),
    ),
  ).toBeLessThan(1e-10);
});

test("elsewhere it is off, but descends: the error of Φ's minimiser shrinks", () => {
  const { levels, solution, gradient } = quadraticBilevel({ low: 1, high: 2 });
  const options = { optimiser: "sgd", innerSteps: 40, innerStepSize: 0.6, stepSize: 0.2 } as const;
  const method = sama(options).on(levels);
  const start = method.init();
  const next = method.step(start);
  const found = start.x.map((entry, i) => entry - next.x[i]!);
  const exact = gradient(start.x);
  const inner = (a: ArrayLike<number>, b: Float64Array) =>
    b.reduce((sum, e, i) => sum + e * a[i]!, 0);
  const cosine = inner(found, exact) / Math.sqrt(inner(found, found) * inner(exact, exact));
  expect(cosine).toBeGreaterThan(0.95);
  expect(cosine).toBeLessThan(0.99999);
  expect(gap(advance(method, 400).x, solution)).toBeLessThan(0.3 * gap(start.x, solution));
});

test("the derivative of Adam's update by the gradient is its slope", () => {
  const at = (g: number) => {
    const [first, second] = [Float64Array.of(0.3), Float64Array.of(0.2)];
    return adamStep(Float64Array.of(g), first, second, 7);
  };
  const h = 1e-6;
  const slope = (at(0.8 + h).update[0]! - at(0.8 - h).update[0]!) / (2 * h);
  expect(at(0.8).slope[0]).toBeCloseTo(slope, 8);
});

test("with Adam inside it lowers the outer objective, and a zero slope of f is no trouble", () => {
  const { levels, d, t } = quadraticBilevel();
  const method = sama({ innerSteps: 30, innerStepSize: 0.05, stepSize: 0.5 }).on(levels);
  const value = ({ x, y }: { x: Float64Array; y: Float64Array }) =>
    y.reduce((sum, entry, i) => sum + (entry - t[i]!) ** 2, 0) +
    0.1 * x.reduce((s, e) => s + e * e, 0);
  const [early, late] = [advance(method, 10), advance(method, 300)];
  expect(value(late)).toBeLessThan(value(early));
  expect(late.innerIteration).toBe(300 * 30);
  expect(late.first).toHaveLength(d);
});
