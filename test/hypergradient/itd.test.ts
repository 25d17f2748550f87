import {
  type Expression,
  grad,
  hypergradient,
  type ItdOptions,
  itd,
  type Level,
  minimize,
  parameter,
  solveSync,
  variable,
} from "echelon";
import { describe, expect, test } from "vitest";
import { coupledChain } from "../problem/coupledChain.ts";
import { manufactured, manufacturedAnswers } from "../problem/manufactured.ts";
import { metaLevels } from "../problem/metaLearning.ts";
import { relativeError } from "../problem/relativeError.ts";
import { ridge, ridgeAnswers } from "../problem/ridge.ts";
import { stackelberg } from "../problem/stackelberg.ts";
import { randomVector } from "../reference/random.ts";

// maths.md T1: the published reading is the outermost firm at its optimum, and each of the two lower
// firms T steps of 0.05 from q = 10 (T steps at the top as well would give 71.2 at T = 1).
const floor = [
  [1, 33.67],
  [2, 28.12],
  [5, 15.46],
  [10, 5.067],
  [20, 0.5685],
  [50, 1.06e-3],
  [100, 2.8e-8],
  [200, 2.0e-17],
] as const;

/** The same by hand: responses of T gradient steps are affine, q₃ = A₃ + B₃(q₁ + q₂) and so on. */
function byHand(T: number): number[] {
  const [left, b, step] = [99, 2, 0.05];
  const r3 = (1 - step * 2 * b) ** T;
  const A3 = 10 * r3 + ((1 - r3) * left) / (2 * b);
  const k = b * (1 - (1 - r3) / 2);
  const m = left - b * A3;
  const r2 = (1 - step * 2 * k) ** T;
  const A2 = 10 * r2 + ((1 - r2) * m) / (2 * k);
  const B2 = -(1 - r2) / 2;
  const q1 = (m - k * A2) / (2 * k * (1 + B2));
  const q2 = A2 + B2 * q1;
  return [q1, q2, A3 - ((1 - r3) / 2) * (q1 + q2)];
}

describe("the bias floor of unrolling on three firms with cost 1", () => {
  test.each(floor)("T = %i steps of 0.05 a level: mean squared error %d", (steps, published) => {
    const { levels, quantities } = stackelberg({ intercept: 100, slope: 2, costs: [1, 1, 1] });
    const solution = solveSync(levels, {
      method: itd({ steps, stepSize: 0.05 }),
      tolerance: 1e-12,
    });
    const q = quantities.map((x) => solution.value(x) as number);
    expect(relativeError(q, byHand(steps))).toBeLessThan(1e-13);
    const error = q.reduce((sum, x, i) => sum + (x - [24.75, 12.375, 6.1875][i]!) ** 2, 0) / 3;
    // Published with two to four digits.
    expect(relativeError(error, published)).toBeLessThan(steps < 50 ? 2e-4 : 2e-2);
  });
});

/** F₁ with the level below replaced by gradient steps, written out as an expression. */
function writtenOut(levels: readonly Level[], steps: number, stepSize: number, momentum = 0) {
  const [outer, inner] = levels as [Level, Level];
  const y = inner.variables[0]!;
  const slope = grad(inner.objective, y);
  let [before, at]: [Expression, Expression] = [startOf(y), startOf(y)];
  for (let t = 0; t < steps; t++)
    [before, at] = [
      at,
      at.sub(slope.substitute(y, at).mul(stepSize)).add(at.sub(before).mul(momentum)),
    ];
  return outer.objective.substitute(y, at);
}

const startOf = (y: Expression) =>
  variable("start", { data: y.attributes.initial, shape: [...y.shape] });

const modes: [string, Partial<ItdOptions>][] = [
  ["reverse", {}],
  ["reverse, every state kept", { mode: "reverse", checkpoints: 1000 }],
  ["reverse, one checkpoint", { mode: "reverse", checkpoints: 1 }],
  ["forward", { mode: "forward" }],
  ["reverse with momentum", { momentum: 0.5 }],
  ["forward with momentum", { mode: "forward", momentum: 0.5 }],
];

describe.each(modes)("%s", (_, extra) => {
  test.each([0, 1, 2, 7, 30])(
    "%i steps: the gradient of the loop written out, to 1e-13",
    (steps) => {
      const { levels, lambda } = ridge();
      const options = { steps, stepSize: 0.03, ...extra } as ItdOptions;
      const h = hypergradient(levels, { method: itd(options), at: { lambda: -1 } });
      const F = writtenOut(levels, steps, 0.03, extra.momentum);
      const plain = hypergradient([minimize(lambda, F)], { at: { lambda: -1 } });
      expect(relativeError(h.value, plain.value)).toBeLessThan(1e-13);
      const [found, expected] = [h.gradient(lambda), plain.gradient(lambda)] as [number, number];
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(
        1e-13 * Math.max(1e-3, Math.abs(expected)),
      );
    },
  );
});

describe("unrolled gradients tend to the exact one", () => {
  test("at the rate (1 − αμ)^T on ridge regression", () => {
    const { levels, lambda } = ridge();
    const error = (steps: number) => {
      const method = itd({ steps, stepSize: 0.03 });
      const found = hypergradient(levels, { method, at: { lambda: 0 } }).gradient(lambda);
      return relativeError(found, ridgeAnswers[2][2]);
    };
    // μ ≥ n·e^λ = 10: the factor is at most 0.7 a step (and T·0.7^T for the derivative).
    expect(error(20)).toBeLessThan(20 * 0.7 ** 20 * 50);
    expect(error(40)).toBeLessThan(error(20) * 3 * 0.7 ** 20);
    expect(error(120)).toBeLessThan(1e-13);
  });

  // Every level's curvature is 1 at the solution: a step of 0.9 leaves a tenth of the error.
  test.each([2, 3, 4])("with %i levels, to 1e-10, in 14 steps a level", (n) => {
    const { levels, variables } = manufactured(n);
    const method = itd({ steps: 14, stepSize: 0.9 });
    const h = hypergradient(levels, { method, at: { x1: 0.7 } });
    const { gradient } = manufacturedAnswers[n - 2]!;
    expect(relativeError(h.gradient(variables[0]!), gradient)).toBeLessThan(1e-10);
  });

  test("with three coupled levels of three variables, both modes, to 1e-11", () => {
    const { levels, variables } = coupledChain(3);
    const exact = hypergradient(levels).gradient(variables[0]!);
    for (const mode of ["reverse", "forward"] as const) {
      const method = itd({ steps: 60, stepSize: 0.5, mode });
      const found = hypergradient(levels, { method }).gradient(variables[0]!);
      expect(relativeError(found, exact)).toBeLessThan(1e-11);
    }
  });
});

describe("truncated reverse mode", () => {
  test("over all steps is the whole gradient; over K it errs by about (1 − αμ)^K", () => {
    const { levels, lambda } = ridge();
    const at = { lambda: 0 };
    const found = (truncate?: number) => {
      const options = {
        steps: 60,
        stepSize: 0.03,
        ...(truncate === undefined ? {} : { truncate }),
      };
      return hypergradient(levels, { method: itd(options), at }).gradient(lambda) as number;
    };
    const whole = found();
    expect(relativeError(found(60), whole)).toBeLessThan(1e-14);
    let previous = Number.POSITIVE_INFINITY;
    for (const K of [5, 10, 20]) {
      const error = relativeError(found(K), whole);
      expect(error).toBeLessThan(30 * 0.7 ** K);
      expect(error).toBeLessThan(previous);
      expect(error).toBeGreaterThan(0);
      previous = error;
    }
  });
});

describe("multi-step meta-learning on quadratics (T14)", () => {
  for (const mode of ["reverse", "forward"] as const)
    test.each([1, 2, 5, 10])(`%i steps, ${mode}: ∇L = mean PᵢAᵢPᵢ(w − cᵢ), to 1e-14`, (steps) => {
      const { w, levels, gradient } = metaLevels();
      const at = randomVector(4, steps);
      const method = itd({ steps, stepSize: 0.1, mode });
      const found = hypergradient(levels, { method, at: { w: at } }).gradient(w);
      expect(relativeError(found, gradient(at, 0.1, steps))).toBeLessThan(1e-14);
    });
});

test("warm starts begin the next loop where the last one ended", () => {
  const problem = ridge();
  const run = (warmStart: boolean) =>
    solveSync(problem.levels, {
      method: itd({ steps: 5, stepSize: 0.03, warmStart }),
      tolerance: 1e-9,
      maxIterations: 60,
    });
  // Cold: 5 steps never reach w*(λ). Warm: the loops continue each other.
  const exact = hypergradient(problem.levels, { at: { lambda: run(true).value(problem.lambda) } });
  const gap = (solution: ReturnType<typeof run>) =>
    relativeError(solution.value(problem.w), exact.response(problem.w));
  expect(gap(run(true))).toBeLessThan(gap(run(false)));
});

test("options outside their range are ERR_OPTION", () => {
  for (const wrong of [
    { steps: -1, stepSize: 0.1 },
    { steps: 1.5, stepSize: 0.1 },
    { steps: 3, stepSize: 0 },
    { steps: 3, stepSize: Number.NaN },
    { steps: 3, stepSize: 0.1, momentum: -1 },
    { steps: 3, mode: "both" },
    { steps: 3, truncate: 0 },
    { steps: 3, checkpoints: 0.5 },
    undefined,
  ])
    expect(() => itd(wrong as never)).toThrowError(
      /^itd: (steps|stepSize|momentum|mode|truncate|checkpoints) must be/,
    );
  // @ts-expect-error truncation belongs to the reverse mode alone
  const mixed = () => itd({ steps: 3, stepSize: 0.1, mode: "forward", truncate: 2 });
  expect(mixed).toThrowError(/^itd: truncate must be a whole number ≥ 1, in reverse mode/);
});

test("the default step is that of the run, not of the first one", () => {
  const s = parameter("s", 1);
  const [x, y] = [variable("x", 0), variable("y", 5)];
  const levels = [minimize(x, y.sub(2).square()), minimize(y, y.sub(x).square().mul(s))];
  const method = itd({ steps: 20 });
  for (const at of [{ s: 1 }, { s: 8 }, { s: 1e-3 }]) {
    const { value, gradient } = hypergradient(levels, { at, method });
    // A step of 1/L, L = 2s, solves the quadratic level at once: y = x.
    expect(value).toBeCloseTo(4, 12);
    expect(gradient(x)).toBeCloseTo(-4, 12);
  }
});
