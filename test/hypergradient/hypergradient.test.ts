import {
  aid,
  conjugateGradient,
  evaluate,
  finiteDifference,
  grad,
  gradientDescent,
  hypergradient,
  implicit,
  itd,
  lbfgs,
  minimize,
  parameter,
  solveSync,
  variable,
  zerothOrder,
} from "echelon";
import { describe, expect, test } from "vitest";
import { arenaBytes } from "../../src/core/arena.ts";
import { coupledChain } from "../problem/coupledChain.ts";
import { manufactured } from "../problem/manufactured.ts";
import { relativeError } from "../problem/relativeError.ts";
import { ridge } from "../problem/ridge.ts";

describe.each([2, 3, 4, 5])("the coupled chain of %i levels of 3", (n) => {
  const { variables, levels } = coupledChain(n);
  const [outer] = variables as [(typeof variables)[0]];
  const at = { v0: [0.3, -0.2, 0.5] };
  const h = hypergradient(levels, { at });

  test("implicit() and aid() give the same gradient to 1e-12", () => {
    const free = hypergradient(levels, { at, method: aid() });
    expect(relativeError(free.gradient(outer), h.gradient(outer))).toBeLessThan(1e-12);
    expect(relativeError(free.value, h.value)).toBeLessThan(1e-12);
    expect(free.adjointResidual).toBeLessThan(1e-11);
    expect(h.adjointResidual).toBe(0);
  });

  test("central differences of F₁, the levels below solved exactly, agree to 1e-9", () => {
    const own = coupledChain(n, { options: (k) => (k === 0 ? {} : { method: implicit() }) });
    const check = hypergradient(own.levels, { at, method: finiteDifference({ step: 1e-4 }) });
    const [x] = own.variables as [(typeof variables)[0]];
    expect(relativeError(check.gradient(x), h.gradient(outer))).toBeLessThan(2e-8);
  });

  test("jacobian(y, x) of every level below is the difference of its responses, to 1e-8", () => {
    const step = 1e-5;
    for (const inner of variables.slice(1)) {
      const found = h.jacobian(inner, outer) as Float64Array;
      expect(found).toHaveLength(9);
      const expected = new Float64Array(9);
      for (let j = 0; j < 3; j++) {
        const [up, down] = [step, -step].map((by) => {
          const v0 = [...at.v0];
          v0[j]! += by;
          return hypergradient(levels, { at: { v0 } }).response(inner) as Float64Array;
        });
        for (let i = 0; i < 3; i++) expected[3 * i + j] = (up![i]! - down![i]!) / (2 * step);
      }
      expect(relativeError(found, expected)).toBeLessThan(1e-8);
    }
  });

  test("the gradient is ∂f/∂x + Σ jacobianᵀ ∂f/∂y", () => {
    const point = Object.fromEntries(
      variables.map((x, k) => [`v${k}`, k === 0 ? at.v0 : (h.response(x) as Float64Array)]),
    );
    const slopes = grad(levels[0]!.objective, variables);
    const [total, ...rest] = evaluate(slopes, point) as Float64Array[];
    rest.forEach((slope, k) => {
      const J = h.jacobian(variables[k + 1]!, outer) as Float64Array;
      for (let j = 0; j < 3; j++)
        for (let i = 0; i < 3; i++) total![j]! += J[3 * i + j]! * slope[i]!;
    });
    expect(relativeError(total!, h.gradient(outer))).toBeLessThan(1e-13);
  });
});

describe("errorBound", () => {
  test("of an exact response is a few roundings", () => {
    const { levels } = manufactured(3);
    expect(hypergradient(levels, { at: { x1: 0.7 } }).errorBound).toBeLessThan(1e-13);
  });

  test.each([3, 10, 30])(
    "after %i steps of gradient descent covers the error and is within 10 of it",
    (steps) => {
      const solver = gradientDescent({ stepSize: 0.02, steps });
      const { lambda, train, valid, w } = ridge();
      const levels = [minimize(lambda, valid), minimize(w, train, { solver })];
      const h = hypergradient(levels, { at: { lambda: -1 } });
      const exact = hypergradient([minimize(lambda, valid), minimize(w, train)], {
        at: { lambda: -1 },
      });
      const error = Math.abs((h.gradient(lambda) as number) - (exact.gradient(lambda) as number));
      expect(h.errorBound).toBeGreaterThanOrEqual(error);
      expect(h.errorBound).toBeLessThan(10 * error);
    },
  );

  test("is undefined for methods that do not differentiate at the minimiser", () => {
    const { levels } = ridge();
    for (const method of [finiteDifference(), zerothOrder(), itd({ steps: 3, stepSize: 0.01 })])
      expect(hypergradient(levels, { method }).errorBound).toBeUndefined();
  });
});

describe("what a hypergradient returns", () => {
  test("copies: writing into one changes no other", () => {
    const { levels, lambda, w } = ridge(variable("lambda", new Float64Array(6)));
    const h = hypergradient(levels);
    for (const read of [
      () => h.gradient(lambda),
      () => h.response(w),
      () => h.jacobian(w, lambda),
    ]) {
      const first = (read() as Float64Array).slice();
      (read() as Float64Array).fill(7);
      expect(read()).toEqual(first);
    }
    const later = hypergradient(levels, { at: { lambda: new Float64Array(6).fill(1) } });
    expect(later.value).not.toBe(h.value);
    // A jacobian read after another call still belongs to its own point.
    const again = hypergradient(levels).jacobian(w, lambda);
    expect(h.jacobian(w, lambda)).toEqual(again);
  });

  test("a jacobian read after parameters were bound elsewhere still belongs to its own run", () => {
    const a = parameter("a", 2);
    const [x, y] = [variable("x", 1), variable("y", 0)];
    const levels = [minimize(x, y.square()), minimize(y, y.sub(x.mul(a)).square())];
    const h = hypergradient(levels);
    hypergradient(levels, { at: { a: 5 } });
    expect(h.jacobian(y, x)).toBeCloseTo(2, 13);
    expect(hypergradient(levels, { at: { a: 5 } }).jacobian(y, x)).toBeCloseTo(5, 13);
    // What is not named keeps its own value.
    expect(hypergradient(levels).jacobian(y, x)).toBeCloseTo(2, 13);
  });

  test("the same levels again compile nothing, and give the same bits", () => {
    const { levels, variables } = coupledChain(4);
    const first = hypergradient(levels);
    // Every program has memory of its own, and every rule makes nodes.
    const counts = () => [arenaBytes(), variable("the last", 0).id];
    const [bytes, nodes] = counts();
    hypergradient(levels);
    expect(counts()).toEqual([bytes, nodes! + 1]);
    expect(hypergradient(levels).gradient(variables[0]!)).toEqual(first.gradient(variables[0]!));
    expect(hypergradient([...levels]).value).toBe(first.value);
  });

  test("zerothOrder() is reproducible by its seed and different under another", () => {
    const { levels, lambda } = ridge();
    const run = (seed: number) =>
      hypergradient(levels, { method: zerothOrder({ seed }) }).gradient(lambda);
    expect(run(1)).toBe(run(1));
    expect(run(1)).not.toBe(run(2));
  });

  test("aid() warm-starts its adjoint over a solve: fewer products than from zero", () => {
    const products = (warmStart: boolean) => {
      const { levels } = coupledChain(2, {
        d: 30,
        options: (k) => (k === 0 ? { solver: lbfgs() } : {}),
      });
      const linearSolver = conjugateGradient({ tolerance: 1e-8 });
      return solveSync(levels, { method: aid({ linearSolver, warmStart }), tolerance: 1e-6 }).cost
        .hessianVectorProducts;
    };
    expect(products(true)).toBeLessThan(products(false));
  });
});

test("a report shows and stores its numbers, not the machinery behind them", () => {
  const [x, y] = [variable("x", 2), variable("y", 0)];
  const levels = [minimize(x, x.square().add(y)), minimize(y, y.sub(x.mul(3)).square())];
  const found = hypergradient(levels, { at: { x: 1 } });
  const fields = [
    "adjointResidual",
    "cost",
    "gradient",
    "jacobian",
    "response",
    "value",
    "warnings",
  ];
  expect(Object.keys(found).sort()).toEqual(fields);
  const stored = JSON.parse(JSON.stringify(found));
  expect(stored).toMatchObject({ value: 4, adjointResidual: 0, warnings: [], cost: found.cost });
  expect(stored.errorBound).toBe(found.errorBound);
  // Reactive frameworks hand out proxies of what they are given.
  const proxy = new Proxy(hypergradient(levels, { at: { x: 1 } }), {});
  expect(proxy.errorBound).toBe(found.errorBound);
  expect(JSON.parse(JSON.stringify(proxy))).toEqual(stored);
});
