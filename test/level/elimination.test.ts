import { describe, expect, test } from "vitest";
import { constant, variable } from "../../src/expression/lift.ts";
import { jacobian } from "../../src/index.ts";
import {
  block,
  blockTimes,
  negative,
  plus,
  times,
  transposedProduct,
} from "../../src/level/block.ts";
import { evaluate } from "../../src/level/compile.ts";
import { Elimination } from "../../src/level/elimination.ts";
import { hierarchyOf } from "../../src/level/hierarchies.ts";
import { lagrangians, unknowns } from "../../src/level/lagrangian.ts";
import { coupledChain } from "../problem/coupledChain.ts";

/** docs/mathematics.md §1: residual and Jacobian of the nested Lagrangians, plus elimination and gradient. */
const published: Record<number, number> = { 2: 21 + 29, 3: 123 + 53, 4: 436 + 93, 5: 1364 + 171 };

describe("the coupled chain of 3 variables a level", () => {
  test.each([2, 3, 4, 5])(
    "n = %i: the total gradient needs no more instructions than published",
    (n) => {
      const hierarchy = hierarchyOf(coupledChain(n).levels);
      const { counts } = hierarchy.program(0, "gradient").program;
      expect(counts.instructions).toBeLessThanOrEqual(published[n]!);
      expect(counts.instructions).toBeGreaterThan(n);
      expect(counts.factorizations).toBe(n - 1);
    },
  );

  // What its time is in proportion to; the promise of 100 and 500 ms is measured by bench/levels.ts.
  test.each([
    [3, 10, 800],
    [5, 3, 9000],
  ])("n = %i levels of %i variables compile by way of no more than %i nodes", (n, d, most) => {
    const { levels } = coupledChain(n, { d });
    const first = variable("the first", 0).id;
    hierarchyOf(levels).program(0, "gradient");
    expect(variable("the last", 0).id - first).toBeLessThan(most);
  });

  test("the number of unknowns is d(2^(n−k+1) − 1): x, everything below, and its multipliers", () => {
    const { levels, variables } = coupledChain(4);
    const chain = lagrangians(
      levels.map((level) => level.objective),
      variables.map((x) => [x]),
    );
    expect(chain.map((level) => unknowns(level).length)).toEqual([15, 7, 3, 1]);
  });
});

test("S is the total Hessian: the derivative of the total gradient along the responses", () => {
  const { levels, variables } = coupledChain(3, { d: 2 });
  const elimination = new Elimination(
    levels.map((level) => level.objective),
    variables.map((x) => [x]),
  );
  const [, y, z] = variables;
  const [gradient, curvature, slope] = elimination.resolve(
    [elimination.gradient(1), elimination.curvature(1), elimination.responses(1)[0]!],
    1,
  );
  // d G₂(y, Z(y))/dy at a point where level 3 is stationary
  const total = jacobian(gradient!, y!).add(jacobian(gradient!, z!).matmul(slope!));
  const point = stationary(levels);
  const [formed, differentiated] = evaluate([curvature!, total], point) as Float64Array[];
  formed!.forEach((entry, i) => {
    expect(entry).toBeCloseTo(differentiated![i]!, 11);
  });
});

/** The innermost of three levels solved, the others at 0. */
function stationary(levels: ReturnType<typeof coupledChain>["levels"]) {
  const { program } = hierarchyOf(levels).program(2, "step");
  const point = [new Float64Array(2), new Float64Array(2), new Float64Array(2)];
  for (let step = 0; step < 20; step++) {
    point.forEach((x, i) => {
      program.set(i, x);
    });
    program.execute();
    const move = new Float64Array(2);
    program.get(1, move);
    point[2] = point[2]!.map((x, i) => x - move[i]!);
  }
  return Object.fromEntries(point.map((x, i) => [`v${i}`, x]));
}

describe("blocks", () => {
  const A = constant([
    [1, 2],
    [3, 4],
  ]);
  const v = constant([5, 6]);

  test("a zero block takes part in nothing", () => {
    expect(block(constant([0, 0]))).toBeUndefined();
    expect(times(undefined, v)).toBeUndefined();
    expect(plus(undefined, undefined)).toBeUndefined();
    expect(transposedProduct([undefined], [v])).toBeUndefined();
  });

  test("products, sums and signs are those of matrices", () => {
    expect(evaluate(times(A, v)!)).toEqual(Float64Array.of(17, 39));
    expect(evaluate(transposedProduct([A, A], [v, undefined])!)).toEqual(Float64Array.of(23, 34));
    expect(evaluate(blockTimes([[A]], [negative(v)])[0]!)).toEqual(Float64Array.of(-17, -39));
    expect(blockTimes([[A, A]], [v, negative(v)])[0]).toBeUndefined(); // what cancels is not computed
  });
});
