import { aid, hypergradient, minimize, parameter, solveSync, variable } from "echelon";
import { expect, test } from "vitest";
import { memory } from "../../src/core/instance.ts";
import { relativeError } from "../problem/relativeError.ts";

const d = 100_000;
const at = (entry: (i: number) => number) => Float64Array.from({ length: d }, (_, i) => entry(i));
const [weights, sines, cosines] = [
  at((i) => 10 ** (6 * (((i * 7919) % d) / d))),
  at(Math.sin),
  at((i) => Math.cos(2 * i)),
];

/** A field y near x₁ sin + x₂ cos, each entry in a scale of its own up to 10⁶, and smooth: a tridiagonal Hessian. */
function field() {
  const x = variable("x", [0.5, -0.3]);
  const y = variable("y", new Float64Array(d));
  const part = (i: number) => x.slice([i], [i + 1]).sum();
  const gap = y.sub(part(0).mul(sines)).sub(part(1).mul(cosines));
  const change = y.slice([1], [d]).sub(y.slice([0], [d - 1]));
  const energy = gap.square().mul(weights).sum().add(change.square().sum()).mul(0.5);
  const levels = [
    minimize(x, y.sub(1).square().mean().add(x.square().sum().mul(0.01))),
    minimize(y, energy, { name: "field" }),
  ];
  return { x, y, levels };
}

/** (diag(weights) + second differences)⁻¹ b, by elimination. */
function solved(b: Float64Array): Float64Array {
  const [upper, x] = [new Float64Array(d), b.slice()];
  for (let i = 0; i < d; i++) {
    const diagonal = weights[i]! + (i > 0 ? 1 : 0) + (i + 1 < d ? 1 : 0);
    const pivot = diagonal + (i > 0 ? upper[i - 1]! : 0);
    upper[i] = -1 / pivot;
    x[i] = (x[i]! + (i > 0 ? x[i - 1]! : 0)) / pivot;
  }
  for (let i = d - 2; i >= 0; i--) x[i]! -= upper[i]! * x[i + 1]!;
  return x;
}

const mean = (entry: (i: number) => number) => at(entry).reduce((sum, term) => sum + term) / d;

test("100 000 inner variables of condition 10⁶: exact by products alone, in bounded memory", () => {
  const { x, levels } = field();
  const h = hypergradient(levels);
  const y = solved(at((i) => weights[i]! * (0.5 * sines[i]! - 0.3 * cosines[i]!)));
  const [bySine, byCosine] = [sines, cosines].map((wave) =>
    solved(at((i) => weights[i]! * wave[i]!)),
  );
  const slope = (w: Float64Array) => mean((i) => 2 * (y[i]! - 1) * w[i]!);
  const gradient = [slope(bySine!) + 0.01, slope(byCosine!) - 0.006];
  expect(relativeError(h.gradient(x), gradient)).toBeLessThan(1e-9);
  expect(h.warnings).toEqual([]);
  // L-BFGS and conjugate gradients share one preconditioner; without it 2071 gradients were not enough.
  expect(h.cost.gradients).toBeLessThan(150);
  expect(h.cost.hessianVectorProducts).toBeLessThan(150);
  // One dense matrix of this size would be 80 GB. This memory never shrinks: it is as large as it ever was.
  expect(memory.buffer.byteLength).toBeLessThan(100e6);
});

test("and solved: the outer problem is quadratic, with two variables", () => {
  const { x, levels } = field();
  const solution = solveSync(levels, { tolerance: 1e-8 });
  expect(solution.status).toBe("converged");
  const waves = [sines, cosines].map((wave) => solved(at((i) => weights[i]! * wave[i]!)));
  const [a, b, c] = [
    [0, 0],
    [0, 1],
    [1, 1],
  ].map(([k, m]) => mean((i) => waves[k!]![i]! * waves[m!]![i]!) + (k === m ? 0.01 : 0)) as [
    number,
    number,
    number,
  ];
  const [p, q] = waves.map((wave) => mean((i) => wave[i]!)) as [number, number];
  const determinant = a * c - b * b;
  const best = [(c * p - b * q) / determinant, (a * q - b * p) / determinant];
  // Both means nearly vanish: the optimum does too, and only its size counts.
  [...(solution.value(x) as Float64Array)].forEach((entry, i) => {
    expect(Math.abs(entry - best[i]!)).toBeLessThan(1e-6);
  });
});

test("whether the diagonal is of use is asked in every run: the runs before change nothing", () => {
  const n = 2000;
  const problem = () => {
    const x = variable("x", 1);
    const w = variable("w", new Float64Array(n).fill(0.1));
    const weights = parameter("weights", new Float64Array(n).fill(1));
    const energy = w.sub(x).square().mul(weights).sum().add(w.pow(4).sum().mul(0.1));
    return { x, levels: [minimize(x, w.sub(1).square().sum()), minimize(w, energy)] };
  };
  const weights = Float64Array.from({ length: n }, (_, i) => 10 ** ((6 * i) / n));
  const run = ({ x, levels }: ReturnType<typeof problem>) => {
    const h = hypergradient(levels, { at: { weights }, method: aid() });
    expect(h.warnings).toEqual([]);
    return [h.gradient(x), h.cost.gradients];
  };
  const used = problem();
  hypergradient(used.levels, { method: aid() });
  expect(run(used)).toEqual(run(problem()));
});
