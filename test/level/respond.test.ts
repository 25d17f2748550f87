import {
  aid,
  EchelonError,
  finiteDifference,
  hypergradient,
  lbfgs,
  log,
  maximize,
  minimize,
  newton,
  relu,
  solveSync,
  sqrt,
  variable,
} from "echelon";
import { expect, test } from "vitest";

/** y*(x) = x for x > 0 and nothing for x ≤ 0; √(1 + 100(y − 0.1)²) sends Newton's first step to x ≪ 0. */
function domain(start = 2) {
  const x = variable("x", start);
  const y = variable("y", 1);
  const outer = sqrt(y.sub(0.1).square().mul(100).add(1));
  const inner = x.mul(log(y)).sub(y);
  return { x, y, outer, inner };
}

const methods = [
  { name: "implicit, stacked", options: {}, inner: {} },
  { name: "implicit, nested Newton", options: {}, inner: { solver: newton() } },
  { name: "implicit, L-BFGS inside", options: {}, inner: { solver: lbfgs() } },
  { name: "aid", options: { method: aid() }, inner: {} },
  { name: "finite differences", options: { method: finiteDifference() }, inner: {} },
];

test.each(methods)(
  "an outer step to where an inner level has no value is taken back: $name",
  ({ options, inner }) => {
    const { x, y, ...f } = domain();
    const levels = [minimize(x, f.outer), maximize(y, f.inner, inner)];
    const solution = solveSync(levels, { ...options, tolerance: 1e-7 });
    expect(solution.status).toBe("converged");
    expect(Math.abs((solution.value(x) as number) - 0.1)).toBeLessThan(1e-8);
    expect(Math.abs((solution.value(y) as number) - 0.1)).toBeLessThan(1e-8);
  },
);

test("a start where an inner level has no value names that level", () => {
  const { x, y, ...f } = domain();
  const levels = [minimize(x, f.outer), maximize(y, f.inner, { name: "stock" })];
  for (const run of [
    () => hypergradient(levels, { at: { y: -1 } }),
    () => solveSync(levels, { at: { y: -1 } }),
  ]) {
    expect(run).toThrowError(EchelonError);
    expect(run).toThrowError(/Level "stock": .*is NaN.*Start|start/);
  }
});

test("a trial that was taken back inside a level below does not spoil the gradient", () => {
  // Middle level: the same trap one level down.
  const { x: middle, y, ...f } = domain();
  const top = variable("top", 0.3);
  const levels = [
    minimize(top, middle.sub(top).square().add(top.square())),
    minimize(middle, sqrt(y.sub(top).square().mul(100).add(1)), { solver: newton() }),
    maximize(y, f.inner, { solver: newton() }),
  ];
  const h = hypergradient(levels);
  expect(h.response(middle)).toBeCloseTo(0.3, 12);
  expect(h.gradient(top)).toBeCloseTo(0.6, 12);
});

test.each(methods.slice(0, 3))(
  "an outer step to where an inner level is singular is taken back: $name",
  ({ options, inner }) => {
    const [x, y] = [variable("x", 2), variable("y", [0, 0.5])];
    // The ridge ends at x = 0: beyond, only the sum of y is determined.
    const fit = y.sum().sub(1).square().add(relu(x).square().mul(y.square().sum()));
    const levels = [
      minimize(x, x.add(1).square().add(y.sum().mul(0.1))),
      minimize(y, fit, { name: "fit", ...inner }),
    ];
    const solution = solveSync(levels, options);
    expect(solution.status).toBe("stalled");
    expect(solution.value(x)).toBeGreaterThan(0);
    expect(solution.value(x)).toBeLessThan(1e-6);
  },
);
