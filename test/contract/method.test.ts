import {
  aid,
  conjugateGradient,
  type Estimate,
  finiteDifference,
  gradientDescent,
  hypergradient,
  implicit,
  itd,
  minres,
  neumann,
  zerothOrder,
} from "echelon";
import { describe, expect, test } from "vitest";
import { relativeError } from "../problem/relativeError.ts";
import { type Chain, chain, chains } from "./chains.ts";

// Every method, on every chain of levels, tends to the exact gradient as its budget grows, at the rate theory gives.

const error = ({ levels, at, outer, exact }: Chain, method?: Estimate) =>
  relativeError(
    hypergradient(levels, { at, ...(method ? { method } : {}) }).gradient(outer),
    exact,
  );

/** Chains whose middle levels are differentiated exactly: for methods that take values of F₁ only. */
const valued = chains((level) => (level === 0 ? {} : { method: implicit() }));

/** Below this the error is rounding, and has no rate. */
const ROUNDING = 1e-13;

/** Nats the error falls by per unit of budget, over the later half of the budgets above rounding. */
function decay(budgets: readonly number[], errors: readonly number[]): number {
  const last = errors.findLastIndex((entry) => entry > ROUNDING);
  const first = Math.max(0, last - 2);
  return Math.log(errors[first]! / errors[last]!) / (budgets[last]! - budgets[first]!);
}

describe.each(chains())("$name", (given) => {
  const { name, levels, slowest, steepest } = given;
  const sizes = levels.slice(1).map(({ variables }) => variables[0]!.shape[0] ?? 1);
  const most = Math.max(...sizes);
  const budgets = [4, 8, 16, 32];

  test("implicit() agrees with central differences of F₁ to 1e-8", () => {
    const own = valued.find((own) => own.name === name)!;
    expect(error(own, finiteDifference({ step: 1e-4 }))).toBeLessThan(2e-7);
    expect(error(own, finiteDifference())).toBeLessThan(1e-8);
  });

  test.each([
    [
      "conjugate gradients",
      (steps: number) => conjugateGradient({ maxIterations: steps, tolerance: 0 }),
    ],
    ["MINRES", (steps: number) => minres({ maxIterations: steps, tolerance: 1e-15 })],
  ])("aid() by %s is exact after as many steps as a level has variables", (_, linearSolver) => {
    expect(error(given, aid({ linearSolver: linearSolver(most) }))).toBeLessThan(1e-12);
    for (let steps = 1; steps < most; steps++) {
      const [few, more] = [steps, steps + 1].map((k) =>
        error(given, aid({ linearSolver: linearSolver(k) })),
      );
      expect(few).toBeGreaterThan(1e-10);
      expect(more).toBeLessThan(few!);
    }
  });

  test("aid() by K terms of a Neumann series errs by (1 − ημ)^K", () => {
    const stepSize = 1 / steepest;
    const errors = budgets.map((terms) =>
      error(given, aid({ linearSolver: neumann({ stepSize, terms }) })),
    );
    expect(decay(budgets, errors)).toBeGreaterThan(-0.95 * Math.log(1 - stepSize * slowest));
    expect(errors[3]).toBeLessThan(1e-8);
  });

  test.each(["reverse", "forward"] as const)(
    "itd() over T steps, %s, errs by (1 − αμ)^T",
    (mode) => {
      const stepSize = 1 / steepest;
      // Work is the product over levels: shorter loops for more of them.
      const lengths = levels.length > 3 ? [2, 4, 8, 16] : budgets;
      const errors = lengths.map((steps) => error(given, itd({ steps, stepSize, mode })));
      expect(decay(lengths, errors)).toBeGreaterThan(-0.95 * Math.log(1 - stepSize * slowest));
      expect(errors[3]).toBeLessThan(levels.length > 3 ? 1e-3 : 1e-8);
    },
  );

  test.each([
    ["central", 2],
    ["forward", 1],
  ] as const)("finiteDifference() errs by h^order: %s differences of order %i", (scheme, order) => {
    const own = valued.find((own) => own.name === name)!;
    const [wide, narrow] = [1e-1, 1e-2].map((step) =>
      error(own, finiteDifference({ step, scheme })),
    );
    // Central differences of a quadratic have no error at all.
    if (wide! < ROUNDING) return expect(name).toMatch(/quadratic/);
    expect(wide! / narrow!).toBeGreaterThan(0.85 * 10 ** order);
    expect(wide! / narrow!).toBeLessThan(1.15 * 10 ** order);
  });

  test("implicit() after D steps of gradient descent inside errs by (1 − αμ)^D, and bounds it", () => {
    const stepSize = 1 / steepest;
    const found = budgets.map((steps) => {
      const solver = gradientDescent({ stepSize, steps });
      const own = chain(name, (level) => (level === 0 ? {} : { solver }));
      const h = hypergradient(own.levels, { at: own.at });
      const size = Math.hypot(...[own.exact].flatMap((x) => (typeof x === "number" ? x : [...x])));
      return {
        error: relativeError(h.gradient(own.outer), own.exact),
        bound: h.errorBound! / size,
      };
    });
    const errors = found.map((entry) => entry.error);
    expect(decay(budgets, errors)).toBeGreaterThan(-0.95 * Math.log(1 - stepSize * slowest));
    for (const { error, bound } of found.slice(1)) expect(error).toBeLessThanOrEqual(bound);
  });
});

describe("zerothOrder() over Q pairs has mean squared error (d + 1)|∇F|²/Q", () => {
  // Long runs are left to the chains whose values are cheap.
  const few = valued.filter(({ name }) => /quadratic|2 levels$/.test(name));
  for (const given of few)
    test.each([4, 16, 64])(`${given.name}, Q = %i`, (samples) => {
      const exact = [given.exact].flatMap((x) => (typeof x === "number" ? [x] : [...x]));
      const size = exact.reduce((sum, entry) => sum + entry ** 2, 0);
      const seeds = 80;
      let total = 0;
      for (let seed = 1; seed <= seeds; seed++) {
        const method = zerothOrder({ samples, seed });
        const found = hypergradient(given.levels, { at: given.at, method }).gradient(given.outer);
        const gaps = [found].flatMap((x) => (typeof x === "number" ? [x] : [...x]));
        total += gaps.reduce((sum, entry, i) => sum + (entry - exact[i]!) ** 2, 0);
      }
      const ratio = total / seeds / (((exact.length + 1) * size) / samples);
      // Chi-squared spread over 80 seeds.
      expect(ratio).toBeGreaterThan(0.55);
      expect(ratio).toBeLessThan(1.6);
    });
});

test("every method has its own counters", () => {
  const { levels, at } = chain("coupled chain, 3 levels of 3");
  const cost = (method: Estimate) => hypergradient(levels, { at, method }).cost;
  expect(cost(implicit())).toMatchObject({
    gradients: 1,
    hessianVectorProducts: 0,
    unrolledSteps: 0,
  });
  expect(cost(implicit()).factorizations).toBeGreaterThan(0);
  const matrixFree = cost(aid());
  expect(matrixFree.hessianVectorProducts).toBeGreaterThan(0);
  // Level 2 of 3 steps 4 times, each step with 4 steps of level 3; and 4 more at level 2's last point.
  expect(cost(itd({ steps: 4, stepSize: 0.5 })).unrolledSteps).toBe(4 * (1 + 4) + 4);
  const point = { at: { x1: 0.7 } };
  const differences = hypergradient(valued[1]!.levels, { ...point, method: finiteDifference() });
  expect(differences.cost.values).toBe(3);
  const sampled = zerothOrder({ samples: 7 });
  expect(hypergradient(valued[1]!.levels, { ...point, method: sampled }).cost.values).toBe(15);
});
