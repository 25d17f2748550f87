import { expect, test } from "vitest";
import { accBio } from "../../src/algorithm/accBio.ts";
import { accBioBg } from "../../src/algorithm/accBioBg.ts";
import { aidBio } from "../../src/algorithm/aidBio.ts";
import { worstCaseChain } from "../../src/algorithm/worstCaseChain.ts";
import { evaluate, grad, hypergradient } from "../../src/index.ts";
import type { Algorithm } from "../../src/solve/algorithm.ts";

/** x*: (μ_x B² + (L²/4) Z²) x* = e₁ with B = βT + μ_y I, T = Z²: five diagonals, eliminated in order. */
function solution(n: number, muX: number, muY: number, beta = 0.25, L = 2): Float64Array {
  const T = (i: number, j: number) =>
    i === j ? (i === 0 ? 1 : 2) : Math.abs(i - j) === 1 && Math.min(i, j) >= 0 ? -1 : 0;
  const B = (i: number, j: number) => beta * T(i, j) + (i === j ? muY : 0);
  const M = Array.from({ length: n }, (_, i) =>
    Array.from({ length: 3 }, (_, k) => {
      const j = i + k;
      let sum = (L ** 2 / 4) * T(i, j);
      for (let m = Math.max(0, j - 1); m <= Math.min(n - 1, i + 1); m++)
        sum += muX * B(i, m) * B(m, j);
      if (k === 0) {
        sum = (L ** 2 / 4) * T(i, i);
        for (let m = Math.max(0, i - 1); m <= Math.min(n - 1, i + 1); m++)
          sum += muX * B(i, m) ** 2;
      }
      return sum;
    }),
  );
  const x = new Float64Array(n);
  x[0] = 1;
  for (let i = 0; i < n; i++)
    for (let k = 1; k <= 2 && i + k < n; k++) {
      const factor = M[i]![k]! / M[i]![0]!;
      for (let l = k; l <= 2; l++) M[i + k]![l - k]! -= factor * M[i]![l]!;
      x[i + k]! -= factor * x[i]!;
    }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = 1; k <= 2 && i + k < n; k++) x[i]! -= M[i]![k]! * x[i + k]!;
    x[i]! /= M[i]![0]!;
  }
  return x;
}

test.each([
  [1e-2, 1e-1, 0.990052, 0.99003],
  [1e-3, 1e-1, 0.996843, 0.996015],
])(
  "T11: with μ_x = %f and μ_y = %f the solution decays by the predicted %f",
  (muX, muY, q, measured) => {
    const { decay } = worstCaseChain({ outerConvexity: muX, innerConvexity: muY });
    expect(decay).toBeCloseTo(q, 4);
    expect(1 - decay).toBeCloseTo((2 * muY * Math.sqrt(muX)) / 2, 3);
    const x = solution(4000, muX, muY);
    expect(x[401]! / x[400]!).toBeCloseTo(decay, 8);
    // In 400 variables the far end is felt: the mean ratio over the first hundred, as measured before.
    const short = solution(400, muX, muY);
    expect((short[100]! / short[0]!) ** 0.01).toBeCloseTo(measured, 4);
  },
);

test("the hypergradient vanishes at the dense solution, and the levels are what they claim", () => {
  const options = { size: 30, outerConvexity: 1e-2, innerConvexity: 1e-1 };
  const { levels, x, y } = worstCaseChain(options);
  const at = solution(30, 1e-2, 1e-1);
  const h = hypergradient(levels, { at: { x: at } });
  expect(Math.max(...(h.gradient(x) as Float64Array).map(Math.abs))).toBeLessThan(1e-12);
  // (L/2) Z b = e₁: at y = 0, x = e_j the slope of g is b − (L/2) Z e_j.
  const slope = evaluate(grad(levels[1].objective, y), {
    x: new Float64Array(30),
    y: new Float64Array(30),
  });
  expect(slope).toEqual(new Float64Array(30).fill(1));
});

/** Outer steps until |∇Φ| has fallen by 1e-6. */
function steps(algorithm: Algorithm, levels: ReturnType<typeof worstCaseChain>["levels"]): number {
  const method = algorithm.on(levels);
  let state = method.step(method.init());
  const first = state.gradientNorm;
  while (state.gradientNorm > 1e-6 * first && state.iteration < 20_000) state = method.step(state);
  return state.iteration;
}

test("accelerated methods need Θ(√κ) outer steps on the chain where AID-BiO needs Θ(κ)", () => {
  const count = (outerConvexity: number) => {
    const { levels, inner, outer } = worstCaseChain({
      size: 40,
      outerConvexity,
      innerConvexity: 1,
    });
    const [convexity, smoothness] = outer;
    const inside = { innerSteps: 40, adjointSteps: 40 };
    const accelerated = {
      ...inside,
      innerSmoothness: inner[1],
      innerConvexity: inner[0],
      smoothness,
      convexity,
    };
    const plain = { ...inside, innerStepSize: 1 / inner[1], stepSize: 1 / smoothness };
    return [
      steps(aidBio(plain), levels),
      steps(accBio(accelerated), levels),
      steps(accBioBg(accelerated), levels),
    ] as const;
  };
  const [plain, acc, bg] = count(0.02);
  const [plainHarder, accHarder, bgHarder] = count(0.005);
  // κ_x grows fourfold: κ by 4, √κ by 2 (the logarithms add a little).
  expect(plainHarder / plain).toBeGreaterThan(2.5);
  expect(accHarder / acc).toBeLessThan(2.4);
  expect(bgHarder / bg).toBeLessThan(2.4);
  expect(accHarder).toBeLessThan(plainHarder / 2);
  expect(bgHarder).toBeLessThan(plainHarder);
});
