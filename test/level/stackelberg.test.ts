import { hypergradient, solveSync } from "echelon";
import { describe, expect, test } from "vitest";
import { relativeError } from "../problem/relativeError.ts";
import { type Market, market, stackelberg, stackelbergSolution } from "../problem/stackelberg.ts";
import { random } from "../reference/random.ts";
import { solveDense } from "../reference/solveDense.ts";

// maths.md T1.

const published: Record<number, { q: number[]; price?: number }> = {
  2: { q: [24.775, 12.3375] },
  3: { q: [24.85, 12.325, 6.1125], price: 13.425 },
  4: { q: [25.025, 12.3125, 6.05625, 2.978125] },
  5: { q: [25.4, 12.3, 5.95, 2.875, 1.3875], price: 4.175 },
};

function solved(problem: Market) {
  const game = stackelberg(problem);
  const solution = solveSync(game.levels);
  return { ...game, solution, q: game.quantities.map((x) => solution.value(x) as number) };
}

describe.each([2, 3, 4, 5])("%i firms that move one after another", (n) => {
  test("sell the published quantities to 1e-13", () => {
    const { solution, q } = solved(market(n));
    expect(solution.status).toBe("converged");
    expect(relativeError(q, published[n]!.q)).toBeLessThanOrEqual(1e-13);
    expect(relativeError(q, stackelbergSolution(market(n)).quantities)).toBeLessThanOrEqual(1e-13);
    const { price = stackelbergSolution(market(n)).price } = published[n]!;
    expect(relativeError(100 - 2 * q.reduce((sum, x) => sum + x, 0), price)).toBeLessThan(1e-12);
  });

  test("earn 2ⁿ⁻ⁱ(P* − cᵢ)²/b with curvature b·2^(1−(n−i)) at every level", () => {
    const { solution } = solved(market(n));
    const { price } = stackelbergSolution(market(n));
    solution.levels.forEach((level, at) => {
      const i = at + 1;
      const profit = (2 ** (n - i) * (price - (1 + 0.1 * at)) ** 2) / 2;
      expect(relativeError(level.objective, profit)).toBeLessThan(1e-11);
      expect(relativeError(level.curvature!, 2 * 2 ** (1 - (n - i)))).toBeLessThan(1e-12);
    });
  });

  test("with quadratic costs too, to 1e-12", () => {
    const next = random(n);
    const problem = {
      intercept: 60,
      slope: 1.5,
      costs: Array.from({ length: n }, () => 2 + next()),
      curvatures: Array.from({ length: n }, () => 0.6 + 0.5 * next()),
    };
    const { quantities } = stackelbergSolution(problem);
    expect(relativeError(solved(problem).q, quantities)).toBeLessThanOrEqual(1e-12);
  });

  test("have the exact profit gradient away from the solution", () => {
    const { levels, quantities } = stackelberg(market(n));
    const gradient = hypergradient(levels, { at: { q1: 3 } }).gradient(quantities[0]!);
    // F₁ is a parabola through its maximum with curvature b·2^(1−(n−1)).
    const { quantities: best } = stackelbergSolution(market(n));
    expect(relativeError(gradient, (best[0]! - 3) * 2 * 2 ** (2 - n))).toBeLessThan(1e-12);
  });
});

test("three firms with cost 1 find the hierarchy (24.75, 12.375, 6.1875), not Nash (12.375 each)", () => {
  const problem = { intercept: 100, slope: 2, costs: [1, 1, 1] };
  const { q } = solved(problem);
  expect(relativeError(q, [24.75, 12.375, 6.1875])).toBeLessThan(1e-14);
  // The simultaneous game: ∂ᵢ profitᵢ = a − cᵢ − bΣq − bqᵢ = 0 for all i.
  const nash = solveDense(3, [4, 2, 2, 2, 4, 2, 2, 2, 4], [99, 99, 99]).solution;
  expect(relativeError(nash, [12.375, 12.375, 12.375])).toBeLessThan(1e-14);
  expect(relativeError(q, nash)).toBeGreaterThan(0.4);
});
