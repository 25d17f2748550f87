import {
  type Expression,
  evaluate,
  grad,
  hessian,
  hypergradient,
  jacobian,
  type Level,
  solveSync,
} from "echelon";
import { describe, expect, test } from "vitest";
import { manufactured, manufacturedResponses } from "../problem/manufactured.ts";
import { relativeError } from "../problem/relativeError.ts";
import { market, stackelberg } from "../problem/stackelberg.ts";
import { solveDense } from "../reference/solveDense.ts";

// Row 7: middle levels with partial Hessians, or with the lower response frozen. maths.md §1 on T5, n = 3, x₁ = 0.7.

const exact = 2.5184972812578517;

/** First and second partial derivatives of the three objectives at the responses, as plain numbers. */
function partials(levels: readonly Level[], variables: readonly Expression[]) {
  const [x2, x3] = manufacturedResponses(0.7, 3);
  const at: Record<string, number> = { x1: 0.7, x2: x2!, x3: x3! };
  const number = (node: Expression) => evaluate([node], at)[0] as number;
  return levels.map(({ objective }) => ({
    slope: variables.map((x) => number(grad(objective, x))),
    second: hessian(objective, variables).map((row) => row.map(number)),
  }));
}

describe("three shortcuts that look right, on three levels where F′(0.7) = 2.518497281257852", () => {
  const { variables, levels } = manufactured(3);
  const [f1, f2, f3] = partials(levels, variables);
  const ours = hypergradient(levels, { at: { x1: 0.7 } }).gradient(variables[0]!) as number;
  /** Z_j = ∂x₃/∂x_j: how the innermost level responds. */
  const Z = [0, 1].map((j) => -f3!.second[2]![j]! / f3!.second[2]![2]!);
  /** F′ when the middle level's Hessian and coupling are these. */
  const withMiddle = (Hyy: number, Hyx: number) => {
    const [p1, p2] = [0, 1].map((j) => f1!.slope[j]! + Z[j]! * f1!.slope[2]!);
    return p1! - (Hyx / Hyy) * p2!;
  };
  /** [I; Z_i]ᵀ ∇²f₂ [I; Z_j]. */
  const reduced = (i: number, j: number) => {
    const h = f2!.second;
    return h[i]![j]! + Z[i]! * h[2]![j]! + h[i]![2]! * Z[j]! + Z[i]! * h[2]![2]! * Z[j]!;
  };

  test("the implicit gradient is exact to 1e-15", () => {
    expect(relativeError(ours, exact)).toBeLessThan(1e-15);
  });

  test("partial Hessians in place of the total ones give 2.445575374849741", () => {
    const wrong = withMiddle(f2!.second[1]![1]!, f2!.second[1]![0]!);
    expect(relativeError(wrong, 2.445575374849741)).toBeLessThan(1e-14);
    expect(relativeError(wrong, ours)).toBeGreaterThan(0.02);
  });

  test("total second derivatives without third derivatives of f₃ give 2.4716436663592276", () => {
    const wrong = withMiddle(reduced(1, 1), reduced(1, 0));
    expect(relativeError(wrong, 2.4716436663592276)).toBeLessThan(1e-14);
    expect(relativeError(wrong, ours)).toBeGreaterThan(0.018);
  });

  test("with the third derivatives, −λ·∂²(∂₃f₃), the same formula is exact", () => {
    // λ = f₃_zz⁻¹ f₂_z; ∇²(f₂ − λ ∂₃f₃) with λ fixed.
    const lambda = f2!.slope[2]! / f3!.second[2]![2]!;
    const corrected = levels[1]!.objective.sub(
      grad(levels[2]!.objective, variables[2]!).mul(lambda),
    );
    const [, g2] = partials([levels[0]!, { ...levels[1]!, objective: corrected }], variables);
    const total = (i: number, j: number) => {
      const h = g2!.second;
      return h[i]![j]! + Z[i]! * h[2]![j]! + h[i]![2]! * Z[j]! + Z[i]! * h[2]![2]! * Z[j]!;
    };
    expect(relativeError(withMiddle(total(1, 1), total(1, 0)), exact)).toBeLessThan(1e-14);
  });

  test("freezing the innermost response, dx₃/dx₁ = ∂x₃/∂x₁ at fixed x₂, is off by more than 5 %", () => {
    const wrong = f1!.slope[0]! + Z[0]! * f1!.slope[2]!;
    expect(relativeError(wrong, ours)).toBeGreaterThan(0.05);
  });
});

test("∂ₖfₖ = 0 at every level is the Nash game: it sells 12.4 where the leader sells 24.85", () => {
  const { levels, quantities } = stackelberg(market(3));
  const slopes = levels.map((level, k) => grad(level.objective, quantities[k]!));
  // The slopes are linear: one Newton step from 0 solves the simultaneous game.
  const zero = { q1: 0, q2: 0, q3: 0 };
  const right = slopes.map((slope) => evaluate([slope], zero)[0] as number);
  const matrix = slopes.flatMap((slope) =>
    jacobian(slope, quantities).map((entry) => -(evaluate([entry], {})[0] as number)),
  );
  const nash = solveDense(3, matrix, right).solution;
  expect(relativeError(nash, [12.4125, 12.3625, 12.3125])).toBeLessThan(1e-14);
  const hierarchy = solveSync(levels);
  expect(relativeError(hierarchy.value(quantities[0]!), 24.85)).toBeLessThan(1e-13);
});
