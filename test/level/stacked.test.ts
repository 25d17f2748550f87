import {
  aid,
  hypergradient,
  lbfgs,
  minimize,
  newton,
  solveSync,
  stackedNewton,
  variable,
} from "echelon";
import { describe, expect, test } from "vitest";
import { coupledChain } from "../problem/coupledChain.ts";
import { randomCouplings, randomHierarchy } from "../problem/randomHierarchy.ts";
import { relativeError } from "../problem/relativeError.ts";

const structures = [
  [1, 6],
  [3, 3],
  [6, 2],
  [2, 3, 1],
  [1, 4, 2],
  [6, 5, 3],
  [2, 1, 3, 2],
  [1, 2, 2, 1],
];

type Problem = ReturnType<typeof randomHierarchy>;

function run({ variables, levels }: Problem, at: ReturnType<typeof randomCouplings>) {
  const h = hypergradient(levels, { at });
  const inner = variables.slice(1).map((x) => h.response(x) as Float64Array);
  return { inner, gradient: h.gradient(variables[0]!), cost: h.cost };
}

/**
 * 304 random smooth hierarchies of 2 to 4 levels from random starts in [−3, 3], whose levels have one
 * minimum: own curvature 1.5 and more, couplings of strength 0.4 and 1.
 */
describe.each(structures.map((sizes) => ({ sizes })))(
  "38 random hierarchies of sizes $sizes",
  ({ sizes }) => {
    const stacked = randomHierarchy(sizes);
    const nested = randomHierarchy(sizes, () => ({ solver: newton() }));

    test("stacked Newton finds what nested Newton finds, to 1e-9, and hardly ever falls back", () => {
      let fellBack = 0;
      for (const strength of [0.4, 1])
        for (let seed = 1; seed <= 19; seed++) {
          const at = randomCouplings(sizes, 1000 * sizes.length + seed, { strength });
          const [ours, theirs] = [run(stacked, at), run(nested, at)];
          const error = relativeError(ours.gradient, theirs.gradient);
          expect(error, `strength ${strength}, seed ${seed}`).toBeLessThan(1e-9);
          if (ours.cost.innerSolves > 0) fellBack++;
          // Each level's first visit counts: nested Newton has solved every level at least once.
          expect(theirs.cost.innerSolves).toBeGreaterThan(0);
        }
      // Measured: 1 of 304 in all.
      expect(fellBack).toBeLessThanOrEqual(2);
    });

    test("with bumps that make more minima: where they differ, both are minima of the hierarchy", () => {
      for (let seed = 1; seed <= 10; seed++) {
        const at = randomCouplings(sizes, 1000 * sizes.length + seed, { bump: 0.6 });
        const [ours, theirs] = [run(stacked, at), run(nested, at)];
        if (relativeError(ours.gradient, theirs.gradient) < 1e-9) continue;
        // Nested Newton, which accepts minima only, stays where stacked Newton ended.
        const there = Object.fromEntries(ours.inner.map((x, i) => [`v${i + 1}`, x]));
        const again = run(nested, { ...at, ...there });
        expect(
          relativeError(
            again.inner.flatMap((x) => [...x]),
            ours.inner.flatMap((x) => [...x]),
          ),
          `seed ${seed}`,
        ).toBeLessThan(1e-9);
      }
    });
  },
);

test("random hierarchies are solved to a stationary point with positive curvature at every level", () => {
  for (const sizes of [
    [3, 3],
    [2, 3, 1],
    [2, 1, 3, 2],
  ]) {
    const { levels } = randomHierarchy(sizes);
    for (let seed = 1; seed <= 5; seed++) {
      const solution = solveSync(levels, { at: randomCouplings(sizes, 70 + seed) });
      expect(solution.status, `sizes ${sizes}, seed ${seed}`).toBe("converged");
      for (const level of solution.levels) {
        expect(level.gradientNorm).toBeLessThan(1e-9);
        expect(level.curvature).toBeGreaterThan(0);
      }
    }
  }
});

describe("what stacked Newton costs on the coupled chain", () => {
  test.each([2, 3, 4, 5])(
    "%i levels from zero: at most 8 steps, no level solved by itself",
    (n) => {
      const { levels } = coupledChain(n);
      const { cost } = hypergradient(levels);
      expect(cost.innerSolves).toBe(0);
      expect(cost.stackedSteps).toBeLessThanOrEqual(8);
      // Nested Newton needs 5 / 30 / 185 evaluations at 2 / 3 / 4 levels (maths.md §1).
      const nested = coupledChain(n, { options: () => ({ solver: newton() }) });
      if (n < 5)
        expect(hypergradient(nested.levels).cost.gradients).toBeGreaterThan(n === 2 ? 2 : 10);
    },
  );
});

describe("stacked Newton steps aside", () => {
  test("where a level has a solver of its own, or a method that is not exact", () => {
    for (const options of [{ solver: lbfgs() }, { method: aid() }]) {
      const { levels } = coupledChain(3, { options: (k) => (k === 1 ? options : {}) });
      expect(hypergradient(levels).cost.innerSolves).toBeGreaterThan(0);
    }
    const named = coupledChain(3, { options: () => ({ solver: stackedNewton() }) });
    expect(hypergradient(named.levels).cost.innerSolves).toBe(0);
  });

  test("where the start is beyond a maximum of an inner level", () => {
    const [x, y, z] = [variable("x", 0.5), variable("y", 3), variable("z", -3)];
    const well = (v: typeof x) => v.square().sub(1).square();
    const levels = [
      minimize(x, y.add(z).add(x.square())),
      minimize(y, well(y).add(y.mul(x).mul(0.1))),
      minimize(z, well(z).add(z.mul(y).mul(0.1))),
    ];
    const h = hypergradient(levels, { at: { y: 0.1, z: 0.05 } });
    // Minima only: 12v² − 4 > 0.
    for (const v of [y, z]) expect(12 * (h.response(v) as number) ** 2 - 4).toBeGreaterThan(0);
  });
});

test.each([1e-10, 1e-12, 1e-14, 1e-20])(
  "a lower objective in units of %d is solved, not taken for rounding",
  (small) => {
    const [x, y] = [variable("x", 0.5), variable("y", 0.1)];
    const gradient = (unit: number) => {
      const g = y.sub(x.mul(2)).square().add(y.square().square()).mul(unit);
      return hypergradient([minimize(x, y.square()), minimize(y, g)]).gradient(x) as number;
    };
    expect(gradient(small)).toBeCloseTo(gradient(1), 7);
  },
);
